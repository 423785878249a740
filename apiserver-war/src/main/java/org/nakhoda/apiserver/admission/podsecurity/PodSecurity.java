package org.nakhoda.apiserver.admission.podsecurity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds pods to the standards that their namespace's labels name: refuses pods, and warns who writes pods or workloads. A
 * namespace that becomes stricter keeps its pods; its writer is told which of them would be refused now.
 */
public final class PodSecurity implements AdmissionStep {
    private static final GroupResource NAMESPACES = GroupResource.core("namespaces");
    private static final GroupResource PODS = GroupResource.core("pods");
    /** Where workloads keep the template of their pods. */
    private static final Map<GroupResource, String> TEMPLATES = Map.of(
            GroupResource.core("podtemplates"),
            "/template",
            GroupResource.core("replicationcontrollers"),
            "/spec/template",
            new GroupResource("apps", "replicasets"),
            "/spec/template",
            new GroupResource("apps", "deployments"),
            "/spec/template",
            new GroupResource("apps", "statefulsets"),
            "/spec/template",
            new GroupResource("apps", "daemonsets"),
            "/spec/template",
            new GroupResource("batch", "jobs"),
            "/spec/template",
            new GroupResource("batch", "cronjobs"),
            "/spec/jobTemplate/spec/template");
    /** By these a pod's specification cannot become another one. */
    private static final Set<String> HARMLESS = Set.of("binding", "eviction", "status");

    private static final String SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final int MOST_PODS = 3000;

    private final ClusterStore store;

    public PodSecurity(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "PodSecurity";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        if (request.operation() != Operation.CREATE && request.operation() != Operation.UPDATE) {
            return false;
        }
        GroupResource resource = request.type().resource();
        if (resource.equals(PODS)) {
            return !HARMLESS.contains(request.subresource());
        }
        return request.subresource().isEmpty() && (resource.equals(NAMESPACES) || TEMPLATES.containsKey(resource));
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.type().resource().equals(NAMESPACES)) {
            checkNamespace(request);
            return;
        }
        NamespacePolicy policy = store.get(new ResourceKey(NAMESPACES, "", request.namespace()))
                .map(namespace -> NamespacePolicy.of(namespace.labels()))
                .orElse(NamespacePolicy.NONE);
        if (request.type().resource().equals(PODS)) {
            checkPod(request, policy);
        } else if (!policy.warn().checksNothing()) {
            JsonNode template = request.object().at(TEMPLATES.get(request.type().resource()));
            if (template.isObject()) {
                warn(request, policy, PodUnderTest.of(template));
            }
        }
    }

    private static void checkPod(AdmissionRequest request, NamespacePolicy policy) {
        if (policy.enforce().checksNothing() && policy.warn().checksNothing()
                || request.operation() == Operation.UPDATE && !significant(request.object(), request.old())) {
            return;
        }
        PodUnderTest pod = PodUnderTest.of(request.object());
        Optional<Violations> violations = policy.enforce().violations(pod);
        if (violations.isPresent()) {
            throw ApiException.forbidden(
                    PODS,
                    request.name(),
                    "violates PodSecurity \"" + policy.enforce() + "\": "
                            + violations.get().details());
        }
        warn(request, policy, pod);
    }

    private static void warn(AdmissionRequest request, NamespacePolicy policy, PodUnderTest pod) {
        policy.warn()
                .violations(pod)
                .ifPresent(violations ->
                        say(request, "would violate PodSecurity \"" + policy.warn() + "\": " + violations.details()));
    }

    /** An update that is tried again says it once. */
    private static void say(AdmissionRequest request, String warning) {
        if (!request.warnings().contains(warning)) {
            request.warnings().add(warning);
        }
    }

    /** Whether something changes that a check may read: images, annotations that were profiles once, and who is there. */
    private static boolean significant(JsonNode pod, JsonNode old) {
        JsonNode annotations = pod.path("metadata").path("annotations");
        JsonNode before = old.path("metadata").path("annotations");
        if (!same(annotations, before, SECCOMP_OF_POD)) {
            return true;
        }
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            Map<String, String> images = images(old.path("spec").path(list));
            if (images.size() > pod.path("spec").path(list).size()) {
                return true;
            }
            for (ObjectNode container : Tree.objects(pod.path("spec"), list)) {
                String name = Tree.text(container, "name");
                if (!Objects.equals(images.get(name), Tree.text(container, "image"))
                        || !same(annotations, before, SECCOMP_OF_CONTAINER + name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean same(JsonNode annotations, JsonNode before, String key) {
        return annotations.path(key).equals(before.path(key));
    }

    private static Map<String, String> images(JsonNode containers) {
        Map<String, String> images = new HashMap<>();
        for (ObjectNode container : Tree.objects(containers)) {
            images.put(Tree.text(container, "name"), Tree.text(container, "image"));
        }
        return images;
    }

    private void checkNamespace(AdmissionRequest request) {
        NamespacePolicy policy = NamespacePolicy.of(labels(request.object()));
        NamespacePolicy before =
                request.old() == null ? NamespacePolicy.NONE : NamespacePolicy.of(labels(request.old()));
        if (!policy.faults().isEmpty() && !policy.faults().equals(before.faults())) {
            throw ApiException.invalid("", "Namespace", request.name(), policy.faults());
        }
        LevelVersion enforce = policy.enforce();
        boolean stricter = !enforce.equals(before.enforce())
                && !enforce.checksNothing()
                && !(enforce.minor() == before.enforce().minor()
                        && enforce.level().compareTo(before.enforce().level()) <= 0);
        if (request.operation() == Operation.UPDATE && stricter) {
            tellOfPods(request, enforce);
        }
    }

    private static Map<String, String> labels(JsonNode namespace) {
        Map<String, String> labels = new HashMap<>();
        namespace
                .path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    /** The pods that a stricter namespace would refuse now, those of one fault together. */
    private void tellOfPods(AdmissionRequest request, LevelVersion enforce) {
        List<StoredObject> pods = store.list(PODS, request.name()).objects();
        Map<String, Integer> counts = new HashMap<>();
        Map<String, String> first = new HashMap<>();
        for (StoredObject stored : pods.subList(0, Math.min(MOST_PODS, pods.size()))) {
            enforce.violations(PodUnderTest.of(Json.parse(stored.json()))).ifPresent(violations -> {
                counts.merge(violations.reasons(), 1, Integer::sum);
                first.putIfAbsent(violations.reasons(), stored.key().name());
            });
        }
        if (pods.size() > MOST_PODS) {
            say(
                    request,
                    "new PodSecurity enforce level only checked against the first " + MOST_PODS + " of " + pods.size()
                            + " existing pods");
        }
        if (counts.isEmpty()) {
            return;
        }
        say(
                request,
                "existing pods in namespace \"" + request.name() + "\" violate the new PodSecurity enforce level \""
                        + enforce + "\"");
        Map<String, String> lines = new TreeMap<>();
        counts.forEach((reasons, count) -> lines.put(first.get(reasons) + others(count - 1) + ": " + reasons, reasons));
        lines.keySet().forEach(line -> say(request, line));
    }

    private static String others(int count) {
        return count == 0 ? "" : " (and " + count + " other pod" + (count == 1 ? ")" : "s)");
    }
}
