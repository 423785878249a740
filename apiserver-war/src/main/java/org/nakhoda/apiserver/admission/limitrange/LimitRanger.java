package org.nakhoda.apiserver.admission.limitrange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodRequirements;
import org.nakhoda.api.core.QosClass;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what containers do not ask for, and refuses pods and claims that ask for too little or too much. */
public final class LimitRanger implements AdmissionStep {
    private static final GroupResource RANGES = GroupResource.core("limitranges");
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final ClusterStore store;

    public LimitRanger(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "LimitRanger";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        GroupResource resource = request.type().resource();
        boolean bounded = resource.equals(PODS)
                        && switch (request.operation()) {
                            case CREATE -> request.subresource().isEmpty();
                            case UPDATE -> request.subresource().equals("resize");
                            default -> false;
                        }
                || resource.equals(CLAIMS)
                        && request.subresource().isEmpty()
                        && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
        return bounded && !store.list(RANGES, request.namespace()).objects().isEmpty();
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() != Operation.CREATE
                || !request.type().resource().equals(PODS)) {
            return;
        }
        for (StoredObject range : store.list(RANGES, request.namespace()).objects()) {
            List<String> changes = new ArrayList<>();
            for (ObjectNode limit : Tree.objects(Json.parse(range.json()).path("spec"), "limits")) {
                if (Tree.text(limit, "type").equals("Container")) {
                    fill(request.object().path("spec"), limit, changes);
                }
            }
            if (!changes.isEmpty()) {
                Tree.child(Tree.child(request.object(), "metadata"), "annotations")
                        .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", changes));
                Tree.child(request.object(), "status")
                        .put(
                                "qosClass",
                                QosClass.of(request.object().path("spec")).text());
            }
        }
    }

    private static void fill(JsonNode spec, ObjectNode limit, List<String> changes) {
        ResourceList requests = ResourceList.of(limit.path("defaultRequest"));
        ResourceList limits = ResourceList.of(limit.path("default"));
        for (String list : List.of("containers", "initContainers")) {
            String which = list.equals("containers") ? " for container " : " for init container ";
            for (ObjectNode container : Tree.objects(spec, list)) {
                ObjectNode resources = Tree.child(container, "resources");
                String name = which + Tree.text(container, "name");
                filled(resources, "requests", requests, " request" + name, changes);
                filled(resources, "limits", limits, " limit" + name, changes);
            }
        }
    }

    private static void filled(
            ObjectNode resources, String field, ResourceList defaults, String what, List<String> changes) {
        Set<String> set = new TreeSet<>();
        for (Map.Entry<String, Quantity> amount : defaults.asMap().entrySet()) {
            ObjectNode target = Tree.child(resources, field);
            if (!target.has(amount.getKey())) {
                target.put(amount.getKey(), amount.getValue().toString());
                set.add(amount.getKey());
            }
        }
        if (!set.isEmpty()) {
            changes.add(String.join(", ", set) + what);
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        for (StoredObject range : store.list(RANGES, request.namespace()).objects()) {
            List<String> faults = new ArrayList<>();
            for (ObjectNode limit : Tree.objects(Json.parse(range.json()).path("spec"), "limits")) {
                check(request, Bounds.of(limit), faults);
            }
            if (!faults.isEmpty()) {
                throw ApiException.forbidden(
                        request.type().resource(),
                        request.name(),
                        faults.size() == 1 ? faults.get(0) : faults.toString());
            }
        }
    }

    private static void check(AdmissionRequest request, Bounds bounds, List<String> faults) {
        boolean pod = request.type().resource().equals(PODS);
        JsonNode spec = request.object().path("spec");
        switch (bounds.type()) {
            case "Container" -> {
                if (pod) {
                    for (String list : List.of("containers", "initContainers")) {
                        Tree.objects(spec, list)
                                .forEach(container -> check(container.path("resources"), bounds, faults));
                    }
                }
            }
            case "Pod" -> {
                if (pod) {
                    ObjectNode bare = withoutOverhead(spec);
                    bounds.check(PodRequirements.requests(bare), PodRequirements.limits(bare), faults);
                }
            }
            case "PersistentVolumeClaim" -> {
                if (!pod) {
                    bounds.checkRequests(ResourceList.of(spec.path("resources").path("requests")), faults);
                }
            }
            default -> {}
        }
    }

    private static void check(JsonNode resources, Bounds bounds, List<String> faults) {
        bounds.check(ResourceList.of(resources.path("requests")), ResourceList.of(resources.path("limits")), faults);
    }

    /** What the pod's author asks for: neither what its runtime adds, nor what a resize has not taken back yet. */
    private static ObjectNode withoutOverhead(JsonNode spec) {
        ObjectNode bare = ((ObjectNode) spec).objectNode();
        for (String field : List.of("containers", "initContainers", "resources")) {
            if (spec.has(field)) {
                bare.set(field, spec.get(field));
            }
        }
        ObjectNode pod = ((ObjectNode) spec).objectNode();
        pod.set("spec", bare);
        return pod;
    }
}
