package org.nakhoda.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.RequestTarget;
import tools.jackson.databind.JsonNode;

/** What a FlowSchema says. Of those that match a request, the first in order is taken: by precedence, then by name. */
record FlowSchema(
        String name, String uid, String level, long precedence, Distinguisher distinguisher, List<PolicyRule> rules)
        implements Comparable<FlowSchema> {

    /** By what the flows of a schema differ. */
    enum Distinguisher {
        NONE,
        BY_USER,
        BY_NAMESPACE
    }

    static FlowSchema of(JsonNode object) {
        JsonNode spec = object.path("spec");
        List<PolicyRule> rules = new ArrayList<>();
        spec.path("rules").forEach(rule -> rules.add(PolicyRule.of(rule)));
        return new FlowSchema(
                object.path("metadata").path("name").asString(""),
                object.path("metadata").path("uid").asString(""),
                spec.path("priorityLevelConfiguration").path("name").asString(""),
                spec.path("matchingPrecedence").asLong(1000),
                switch (spec.path("distinguisherMethod").path("type").asString("")) {
                    case "ByUser" -> Distinguisher.BY_USER;
                    case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
                    default -> Distinguisher.NONE;
                },
                List.copyOf(rules));
    }

    boolean matches(RequestTarget target, UserInfo caller, String path) {
        return rules.stream().anyMatch(rule -> rule.matches(target, caller, path));
    }

    /** What a request's flow is called within this schema. */
    String flow(RequestTarget target, UserInfo caller) {
        return switch (distinguisher) {
            case NONE -> "";
            case BY_USER -> caller.name();
            case BY_NAMESPACE -> target.namespace();
        };
    }

    @Override
    public int compareTo(FlowSchema other) {
        return Comparator.comparingLong(FlowSchema::precedence)
                .thenComparing(FlowSchema::name)
                .compare(this, other);
    }
}
