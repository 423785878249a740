package org.nakhoda.api.schema;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Which objects and maps of the built-in kinds belong to one field manager as a whole, and what completes the keys of
 * their lists: facts that Kubernetes' API states beside its types and that the models do not carry.
 */
final class StructureFacts {
    /** Types whose objects are one value wherever they stand. */
    private static final Set<String> ATOMIC_TYPES = names("""
            meta.LabelSelector meta.OwnerReference
            core.ConfigMapKeySelector core.EndpointAddress core.EndpointPort core.FileKeySelector
            core.LocalObjectReference core.NodeSelector core.NodeSelectorTerm core.ObjectFieldSelector
            core.ObjectReference core.ResourceFieldSelector core.ScopedResourceSelectorRequirement core.ScopeSelector
            core.SecretKeySelector core.SecretReference core.TopologySelectorTerm core.TypedLocalObjectReference
            admissionregistration.MatchResources admissionregistration.NamedRuleWithOperations
            admissionregistration.ParamKind admissionregistration.ParamRef admissionregistration.Variable
            autoscaling.CrossVersionObjectReference
            discovery.EndpointPort
            networking.ServiceBackendPort
            rbac.RoleRef rbac.Subject
            """);

    /** Maps that are one value, by type and field. */
    private static final Set<String> ATOMIC_MAPS =
            names("core.PodSpec.nodeSelector core.ReplicationControllerSpec.selector core.ServiceSpec.selector");

    private static final Map<String, JsonNode> DEFAULTS =
            names("core.ContainerPort.protocol core.ServicePort.protocol").stream()
                    .collect(Collectors.toUnmodifiableMap(
                            field -> field, field -> JsonNodeFactory.instance.stringNode("TCP")));

    private StructureFacts() {}

    static boolean isAtomic(String definition) {
        return ATOMIC_TYPES.contains(definition);
    }

    static boolean isAtomic(String definition, String field) {
        return ATOMIC_MAPS.contains(definition + "." + field);
    }

    static JsonNode defaultOf(String definition, String field) {
        return DEFAULTS.get(definition + "." + field);
    }

    /** Every type and field that is spoken of, for the test that they exist. */
    static Stream<String> all() {
        return Stream.of(ATOMIC_TYPES, ATOMIC_MAPS, DEFAULTS.keySet()).flatMap(Set::stream);
    }

    private static Set<String> names(String shortened) {
        return Stream.of(shortened.strip().split("\\s+"))
                .map(StructureFacts::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String name(String shortened) {
        int dot = shortened.indexOf('.');
        String group = shortened.substring(0, dot);
        String name = shortened.substring(dot + 1);
        return group.equals("meta") ? BuiltinSchemas.META + name : "io.k8s.api." + group + ".v1." + name;
    }
}
