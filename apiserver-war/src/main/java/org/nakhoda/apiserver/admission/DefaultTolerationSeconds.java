package org.nakhoda.apiserver.admission;

import java.util.List;
import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets a pod stay for five minutes on a node that is not ready or cannot be reached, unless it says otherwise. */
public final class DefaultTolerationSeconds implements AdmissionStep {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
    private static final String NO_EXECUTE = "NoExecute";
    private static final int SECONDS = 300;

    @Override
    public String name() {
        return "DefaultTolerationSeconds";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && request.type().resource().equals(PODS)
                && request.subresource().isEmpty();
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = request.object().withObject("/spec");
        for (String taint : TAINTS) {
            if (!tolerated(spec.path("tolerations"), taint)) {
                ArrayNode list =
                        spec.path("tolerations") instanceof ArrayNode present ? present : spec.putArray("tolerations");
                list.addObject()
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("effect", NO_EXECUTE)
                        .put("tolerationSeconds", SECONDS);
            }
        }
    }

    private static boolean tolerated(JsonNode tolerations, String taint) {
        for (JsonNode toleration : tolerations) {
            String key = toleration.path("key").asString("");
            String effect = toleration.path("effect").asString("");
            if ((key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals(NO_EXECUTE))) {
                return true;
            }
        }
        return false;
    }
}
