package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.admission.MatchCriteria;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * A binding of a policy to a part of the cluster.
 *
 * @param criteria empty if all that the policy is about is meant
 * @param paramRef missing if there is none
 * @param actions what follows from a refusal by a validating policy
 */
record Binding(String name, String policy, Optional<MatchCriteria> criteria, JsonNode paramRef, List<Action> actions) {
    enum Action {
        DENY("Deny"),
        WARN("Warn"),
        AUDIT("Audit");

        private final String text;

        Action(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Binding of(StoredObject stored) {
        JsonNode spec = Json.parse(stored.json()).path("spec");
        List<Action> actions = new ArrayList<>();
        for (JsonNode stated : spec.path("validationActions")) {
            Arrays.stream(Action.values())
                    .filter(action -> action.text().equals(stated.asString("")))
                    .forEach(actions::add);
        }
        JsonNode match = spec.path("matchResources");
        return new Binding(
                stored.key().name(),
                Tree.text(spec, "policyName"),
                match.isObject() ? Optional.of(MatchCriteria.ofPolicy(match)) : Optional.empty(),
                spec.path("paramRef"),
                List.copyOf(actions));
    }
}
