package org.nakhoda.api.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a pod or a template has that no longer works, or that is hardly meant: accepted, but the client is told. */
public final class PodWarnings {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String CONTAINER_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String NO_SELECTOR = "a null labelSelector results in matching no pod";
    private static final String USE_SECCOMP = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
    private static final Map<String, String> ANNOTATIONS = Map.of(
            "scheduler.alpha.kubernetes.io/critical-pod",
                    "non-functional in v1.16+; use the \"priorityClassName\" field instead",
            "security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead",
            "security.alpha.kubernetes.io/unsafe-sysctls",
                    "non-functional in v1.11+; use the \"sysctls\" field instead");
    private static final List<String> WHOLE_BYTES = List.of("memory", "ephemeral-storage");

    private final JsonNode spec;
    private final JsonNode annotations;
    private final FieldPath path;
    private final boolean template;
    private final List<String> warnings = new ArrayList<>(2);

    private PodWarnings(JsonNode pod, FieldPath path) {
        this.spec = pod.path("spec");
        this.annotations = pod.path("metadata").path("annotations");
        this.path = path;
        this.template = path != FieldPath.ROOT;
    }

    static List<String> ofPod(JsonNode pod) {
        PodWarnings all = new PodWarnings(pod, FieldPath.ROOT);
        all.name(pod, "the Pod's hostname");
        return all.find();
    }

    public static List<String> ofTemplate(JsonNode template, FieldPath path) {
        return template.isObject() ? new PodWarnings(template, path).find() : List.of();
    }

    /** A new workload's template, and its name, of which pods' names are made. */
    public static List<String> ofWorkload(JsonNode workload, JsonNode template, FieldPath path) {
        PodWarnings all = new PodWarnings(template, path);
        all.name(workload, "Pod names and hostnames");
        return all.find();
    }

    private void name(JsonNode object, String use) {
        String fault = Names.label(Tree.text(object, "metadata", "name"));
        if (fault != null) {
            warnings.add("metadata.name: this is used in " + use + ", which can result in surprising behavior; "
                    + "a DNS label is recommended: [" + fault + "]");
        }
    }

    private void warn(FieldPath field, String text) {
        warnings.add(field + ": " + text);
    }

    private List<String> find() {
        FieldPath at = path.child("spec");
        warnings.addAll(NodeLabels.ofSelector(spec.path("nodeSelector"), at.child("nodeSelector")));
        nodeAffinity(spec.path("affinity").path("nodeAffinity"), at.child("affinity", "nodeAffinity"));
        spread(at.child("topologySpreadConstraints"));
        for (String name : annotations.propertyNames()) {
            if (ANNOTATIONS.containsKey(name)) {
                warn(annotation(name), ANNOTATIONS.get(name));
            }
        }
        warnings.addAll(VolumeWarnings.ofPod(spec.path("volumes"), at.child("volumes")));
        repeated("hostAliases", "ip", at);
        repeated("imagePullSecrets", "name", at);
        emptySecretNames(at);
        wholeBytes(spec.path("overhead"), at.child("overhead"));
        if (annotations.has(SECCOMP) && !spec.path("securityContext").has("seccompProfile")) {
            warn(annotation(SECCOMP), USE_SECCOMP);
        }
        for (String list : PodDefaults.CONTAINER_LISTS) {
            int index = 0;
            for (ObjectNode container : Tree.objects(spec, list)) {
                container(container, at.child(list).index(index++));
            }
        }
        warnings.addAll(PortWarnings.ofPod(spec, at));
        if (Tree.number(spec, "terminationGracePeriodSeconds", 0) < 0) {
            warn(
                    at.child("terminationGracePeriodSeconds"),
                    "must be >= 0; negative values are invalid and will be treated as 1");
        }
        for (String sort : List.of("podAffinity", "podAntiAffinity")) {
            podAffinity(spec.path("affinity").path(sort), at.child("affinity", sort));
        }
        return warnings;
    }

    private FieldPath annotation(String name) {
        return path.child("metadata", "annotations").key(name);
    }

    private void nodeAffinity(JsonNode affinity, FieldPath at) {
        int index = 0;
        for (ObjectNode term : Tree.objects(affinity.path(REQUIRED), "nodeSelectorTerms")) {
            FieldPath one = at.child(REQUIRED, "nodeSelectorTerms").index(index++);
            warnings.addAll(NodeLabels.ofExpressions(term.path("matchExpressions"), one.child("matchExpressions")));
        }
        index = 0;
        for (ObjectNode term : Tree.objects(affinity, PREFERRED)) {
            FieldPath one = at.child(PREFERRED).index(index++).child("preference", "matchExpressions");
            warnings.addAll(NodeLabels.ofExpressions(term.path("preference").path("matchExpressions"), one));
        }
    }

    private void podAffinity(JsonNode affinity, FieldPath at) {
        int index = 0;
        for (ObjectNode term : Tree.objects(affinity, REQUIRED)) {
            if (!term.has("labelSelector")) {
                warn(at.child(REQUIRED).index(index).child("labelSelector"), NO_SELECTOR);
            }
            index++;
        }
        index = 0;
        for (ObjectNode term : Tree.objects(affinity, PREFERRED)) {
            if (!term.path("podAffinityTerm").has("labelSelector")) {
                warn(at.child(PREFERRED).index(index).child("podAffinityTerm", "labelSelector"), NO_SELECTOR);
            }
            index++;
        }
    }

    private void spread(FieldPath at) {
        int index = 0;
        for (ObjectNode constraint : Tree.objects(spec, "topologySpreadConstraints")) {
            FieldPath one = at.index(index++);
            String key = Tree.text(constraint, "topologyKey");
            if (NodeLabels.deprecation(key) != null) {
                warn(one.child("topologyKey"), key + " is " + NodeLabels.deprecation(key));
            }
            if (!constraint.has("labelSelector")) {
                warn(one.child("labelSelector"), NO_SELECTOR);
            }
        }
    }

    private void repeated(String list, String field, FieldPath at) {
        if (spec.path(list).size() < 2) {
            return;
        }
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectNode one : Tree.objects(spec, list)) {
            String value = Tree.text(one, field);
            if (!seen.add(value)) {
                warn(at.child(list).index(index).child(field), "duplicate " + field + " \"" + value + "\"");
            }
            index++;
        }
    }

    private void emptySecretNames(FieldPath at) {
        int index = 0;
        for (ObjectNode secret : Tree.objects(spec, "imagePullSecrets")) {
            if (Tree.text(secret, "name").isEmpty()) {
                warn(at.child("imagePullSecrets").index(index).child("name"), "invalid empty name \"\"");
            }
            index++;
        }
    }

    private void wholeBytes(JsonNode amounts, FieldPath at) {
        for (String name : WHOLE_BYTES) {
            if (amounts.has(name) && isFraction(amounts.path(name))) {
                warn(
                        at.key(name),
                        "fractional byte value \"" + Tree.scalar(amounts.path(name))
                                + "\" is invalid, must be an integer");
            }
        }
    }

    static boolean isFraction(JsonNode amount) {
        Quantity quantity = ResourceValidation.quantity(amount);
        return quantity != null && quantity.milliValue() % 1000 != 0;
    }

    private void container(ObjectNode container, FieldPath at) {
        String name = Tree.text(container, "name");
        JsonNode security = container.path("securityContext");
        if (annotations.has(CONTAINER_SECCOMP + name) && !security.has("seccompProfile")) {
            warn(annotation(CONTAINER_SECCOMP + name), USE_SECCOMP);
        }
        boolean confined =
                security.has("appArmorProfile") || spec.path("securityContext").has("appArmorProfile");
        if (template && !confined && annotations.has(APPARMOR + name)) {
            warn(annotation(APPARMOR + name), "deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
        JsonNode resources = container.path("resources");
        wholeBytes(resources.path("limits"), at.child("resources", "limits"));
        wholeBytes(resources.path("requests"), at.child("resources", "requests"));
        if (container.path("env").size() > 1) {
            hidden(container.path("env"), at.child("env"));
        }
    }

    /** A variable that is set twice, unless the second value is made of the first. */
    private void hidden(JsonNode variables, FieldPath at) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectNode variable : Tree.objects(variables)) {
            String name = Tree.text(variable, "name");
            String value = Tree.text(variable, "value");
            String reference = "$(" + name + ")";
            boolean extended = !variable.has("valueFrom") && !value.equals(reference) && value.contains(reference);
            if (!seen.add(name) && !extended) {
                warn(
                        at.index(index),
                        "hides previous definition of \"" + name + "\", which may be dropped when using apply");
            }
            index++;
        }
    }
}
