package org.nakhoda.apiserver.proxy;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/** A pod that a request wants to talk to. */
record PodTarget(String namespace, String name, String node, String phase, List<String> containers, List<String> init) {
    private static final GroupResource PODS = GroupResource.core("pods");

    static PodTarget find(ClusterStore store, String namespace, String name) {
        JsonNode pod = store.get(new ResourceKey(PODS, namespace, name))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.notFound(PODS, name));
        JsonNode spec = pod.path("spec");
        List<String> init = names(spec.path("initContainers"));
        init.addAll(names(spec.path("ephemeralContainers")));
        return new PodTarget(
                namespace,
                name,
                spec.path("nodeName").asString(""),
                pod.path("status").path("phase").asString(""),
                names(spec.path("containers")),
                init);
    }

    private static List<String> names(JsonNode containers) {
        List<String> names = new ArrayList<>();
        containers.forEach(container -> names.add(container.path("name").asString("")));
        return names;
    }

    /**
     * The container that is meant: the one asked for, or the only one.
     *
     * @param asked may be empty
     * @throws ApiException BAD_REQUEST if it cannot be told or is not there
     */
    String container(String asked) {
        if (asked.isEmpty()) {
            if (containers.size() == 1) {
                return containers.get(0);
            }
            throw ApiException.badRequest("a container name must be specified for pod " + name + ", choose one of: "
                    + shown(containers) + (init.isEmpty() ? "" : " or one of the init containers: " + shown(init)));
        }
        if (!containers.contains(asked) && !init.contains(asked)) {
            throw ApiException.badRequest("container " + asked + " is not valid for pod " + name);
        }
        return asked;
    }

    private static String shown(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    boolean assigned() {
        return !node.isEmpty();
    }

    /** @throws ApiException BAD_REQUEST if the pod runs nowhere */
    void requireAssigned() {
        if (!assigned()) {
            throw ApiException.badRequest("pod " + name + " does not have a host assigned");
        }
    }

    /** @throws ApiException BAD_REQUEST if all containers have ended for good */
    void requireNotCompleted(String action) {
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            throw ApiException.badRequest(
                    "cannot " + action + " a container in a completed pod; current phase is " + phase);
        }
    }
}
