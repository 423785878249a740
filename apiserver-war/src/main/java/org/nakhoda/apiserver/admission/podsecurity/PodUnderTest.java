package org.nakhoda.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod, or the template of one, as the checks read it. */
record PodUnderTest(JsonNode metadata, JsonNode spec, List<ObjectNode> containers) {
    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    static PodUnderTest of(JsonNode pod) {
        List<ObjectNode> containers = new ArrayList<>();
        for (String list : LISTS) {
            Tree.objects(pod.path("spec"), list).forEach(containers::add);
        }
        return new PodUnderTest(pod.path("metadata"), pod.path("spec"), containers);
    }

    JsonNode securityContext() {
        return spec.path("securityContext");
    }

    static JsonNode securityContext(JsonNode container) {
        return container.path("securityContext");
    }

    boolean windows() {
        return Tree.text(spec, "os", "name").equals("windows");
    }

    /** Whether root in the pod is nobody on the node. */
    boolean userNamespaces() {
        return spec.path("hostUsers").isBoolean() && !spec.path("hostUsers").asBoolean();
    }

    List<String> containersThat(Predicate<ObjectNode> test) {
        return containers.stream()
                .filter(test)
                .map(container -> Tree.text(container, "name"))
                .toList();
    }

    /** The pod itself, and its containers, as far as they do something: {@code pod and container "a"}. */
    static String setters(boolean pod, List<String> containers) {
        List<String> setters = new ArrayList<>();
        if (pod) {
            setters.add("pod");
        }
        if (!containers.isEmpty()) {
            setters.add(named(containers));
        }
        return String.join(" and ", setters);
    }

    /** {@code container "a"}, {@code containers "a", "b"}. */
    static String named(List<String> containers) {
        return plural("container", containers) + " " + quoted(containers);
    }

    static String plural(String word, Collection<?> of) {
        return of.size() == 1 ? word : word + "s";
    }

    static String quoted(Collection<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    }
}
