package org.nakhoda.api.apps;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodWarnings;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about replica sets. */
final class ReplicaSetStrategy extends WorkloadStrategy {
    @Override
    void specDefaults(ObjectNode spec) {
        Tree.defaultNumber(spec, "replicas", 1);
    }

    @Override
    void specRules(JsonNode spec, FieldErrors errors) {}

    @Override
    protected ObjectNode firstStatus() {
        return Json.object().put("replicas", 0);
    }

    @Override
    public List<String> warnings(ObjectNode workload) {
        return PodWarnings.ofWorkload(workload, template(workload), TEMPLATE);
    }

    @Override
    public void validateStatusUpdate(ObjectNode workload, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(workload, old, errors);
        ReplicaCounts.validate(workload, List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"), errors);
    }
}
