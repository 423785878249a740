package org.nakhoda.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The types of what admission expressions see: the request and the namespace, whose fields are known, and variables. */
@SuppressWarnings("Immutable") // variables are declared while a policy is compiled, by one thread
final class AdmissionTypes implements CelTypeProvider {
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType DYN = SimpleType.DYN;
    private static final CelType TIME = SimpleType.TIMESTAMP;

    private static final Map<String, StructType> KNOWN = new HashMap<>();

    static final StructType REQUEST = request();
    static final StructType NAMESPACE = namespace();
    static final String VARIABLES = "kubernetes.variables";

    private final Map<String, CelType> variables = new LinkedHashMap<>();
    private final Set<String> constructed = new HashSet<>();
    private final boolean constructs;
    private final SchemaTypes kinds;

    /**
     * @param constructs whether expressions make objects and patches
     * @param kinds the types of objects, as far as they are known
     */
    AdmissionTypes(boolean constructs, SchemaTypes kinds) {
        this.constructs = constructs;
        this.kinds = kinds;
    }

    /** From now on expressions may use the variable. */
    void declare(String variable, CelType type) {
        variables.put(variable, type);
    }

    /** Objects may have these fields: whether their kind has them is found out when they are merged. */
    void construct(Set<String> fields) {
        constructed.addAll(fields);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(KNOWN.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        if (name.equals(VARIABLES)) {
            return Optional.of(struct(VARIABLES, variables));
        }
        if (constructs && Constructions.isConstructed(name)) {
            return Optional.of(Constructions.type(name, constructed));
        }
        StructType known = KNOWN.get(name);
        return known == null ? kinds.find(name) : Optional.of(known);
    }

    /** How {@code variables} is declared; what it has is looked up in this provider. */
    static CelType variables() {
        return struct(VARIABLES, Map.of());
    }

    static StructType struct(String name, Map<String, CelType> fields) {
        Map<String, CelType> copy = Map.copyOf(fields);
        return StructType.create(
                name, ImmutableSet.copyOf(copy.keySet()), field -> Optional.ofNullable(copy.get(field)));
    }

    private static StructType known(String name, Map<String, CelType> fields) {
        StructType type = struct(name, fields);
        KNOWN.put(name, type);
        return type;
    }

    private static StructType request() {
        CelType kind = known("kubernetes.GroupVersionKind", Map.of("group", TEXT, "version", TEXT, "kind", TEXT));
        CelType resource =
                known("kubernetes.GroupVersionResource", Map.of("group", TEXT, "version", TEXT, "resource", TEXT));
        CelType user = known(
                "kubernetes.UserInfo",
                Map.of(
                        "username",
                        TEXT,
                        "uid",
                        TEXT,
                        "groups",
                        ListType.create(TEXT),
                        "extra",
                        MapType.create(TEXT, ListType.create(TEXT))));
        Map<String, CelType> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        fields.put("resource", resource);
        fields.put("subResource", TEXT);
        fields.put("requestKind", kind);
        fields.put("requestResource", resource);
        fields.put("requestSubResource", TEXT);
        fields.put("name", TEXT);
        fields.put("namespace", TEXT);
        fields.put("operation", TEXT);
        fields.put("userInfo", user);
        fields.put("dryRun", SimpleType.BOOL);
        fields.put("options", DYN);
        return known("kubernetes.AdmissionRequest", fields);
    }

    private static StructType namespace() {
        MapType texts = MapType.create(TEXT, TEXT);
        Map<String, CelType> metadata = new LinkedHashMap<>();
        metadata.put("name", TEXT);
        metadata.put("generateName", TEXT);
        metadata.put("namespace", TEXT);
        metadata.put("labels", texts);
        metadata.put("annotations", texts);
        metadata.put("UID", TEXT);
        metadata.put("creationTimestamp", TIME);
        metadata.put("deletionGracePeriodSeconds", SimpleType.INT);
        metadata.put("deletionTimestamp", TIME);
        metadata.put("generation", SimpleType.INT);
        metadata.put("resourceVersion", TEXT);
        metadata.put("finalizers", ListType.create(TEXT));
        CelType condition = known(
                "kubernetes.NamespaceCondition",
                Map.of("type", TEXT, "status", TEXT, "lastTransitionTime", TIME, "reason", TEXT, "message", TEXT));
        return known(
                "kubernetes.Namespace",
                Map.of(
                        "metadata",
                        known("kubernetes.NamespaceMetadata", metadata),
                        "spec",
                        known("kubernetes.NamespaceSpec", Map.of("finalizers", ListType.create(TEXT))),
                        "status",
                        known(
                                "kubernetes.NamespaceStatus",
                                Map.of("phase", TEXT, "conditions", ListType.create(condition)))));
    }
}
