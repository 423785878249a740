package org.nakhoda.api.catalogue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

/**
 * One kind in one version, as it is declared once in the catalogue. Built-in kinds and custom resources are both
 * described by it, and nothing on the way of a request knows another description.
 */
public final class ResourceType {
    /** The verbs of Kubernetes' generic registry, in the order that discovery lists them. */
    public static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final GroupResource resource;
    private final String version;
    private final String kind;
    private final String singular;
    private final String listKind;
    private final List<String> shortNames;
    private final List<String> categories;
    private final Scope scope;
    private final List<String> verbs;
    private final Set<String> subresources;
    private final ScalePaths scale;
    private final Schema schema;
    private final Strategy strategy;
    private final List<Column> columns;
    private final Map<String, Function<ObjectNode, String>> selectableFields;
    private final Exposure exposure;
    private final Conversion conversion;
    private final boolean updateNeedsRevision;
    private final boolean createdByUpdate;
    private final String deprecation;

    private ResourceType(Builder builder) {
        this.resource = new GroupResource(builder.group, Objects.requireNonNull(builder.plural, "plural"));
        this.version = builder.version;
        this.kind = builder.kind;
        this.singular = builder.singular == null ? builder.kind.toLowerCase(java.util.Locale.ROOT) : builder.singular;
        this.listKind = builder.listKind == null ? builder.kind + "List" : builder.listKind;
        this.shortNames = builder.shortNames;
        this.categories = builder.categories;
        this.scope = builder.scope;
        this.verbs = builder.verbs;
        this.subresources = Set.copyOf(builder.subresources);
        this.scale = builder.scale;
        this.schema = Objects.requireNonNull(builder.schema, "schema");
        this.strategy = builder.strategy;
        this.columns = builder.columns;
        this.selectableFields = Map.copyOf(builder.selectableFields);
        this.exposure = builder.exposure;
        this.conversion = builder.conversion;
        this.updateNeedsRevision = builder.updateNeedsRevision;
        this.createdByUpdate = builder.createdByUpdate;
        this.deprecation = builder.deprecation;
    }

    public static Builder of(String group, String version, String kind) {
        return new Builder(group, version, kind);
    }

    public GroupResource resource() {
        return resource;
    }

    public String group() {
        return resource.group();
    }

    public String version() {
        return version;
    }

    /** {@code apps/v1}, or {@code v1} in the core group. */
    public String apiVersion() {
        return group().isEmpty() ? version : group() + "/" + version;
    }

    public String kind() {
        return kind;
    }

    public String listKind() {
        return listKind;
    }

    public String singular() {
        return singular;
    }

    public List<String> shortNames() {
        return shortNames;
    }

    public List<String> categories() {
        return categories;
    }

    public Scope scope() {
        return scope;
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    public List<String> verbs() {
        return verbs;
    }

    /** Names such as {@code status}, {@code scale}, {@code log}. */
    public Set<String> subresources() {
        return subresources;
    }

    /** Null if there is no {@code scale} subresource. */
    public ScalePaths scale() {
        return scale;
    }

    public Schema schema() {
        return schema;
    }

    /** Whether strategic merge patches are taken: only built-in kinds, whose schemas have names, say how lists merge. */
    public boolean mergesStrategically() {
        return schema.name() != null;
    }

    public Strategy strategy() {
        return strategy;
    }

    public List<Column> columns() {
        return columns;
    }

    /** Field selectors beyond metadata.name and metadata.namespace, by path, and how each is read; absent reads as "". */
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return selectableFields;
    }

    public Exposure exposure() {
        return exposure;
    }

    /** Null if objects are stored in this very shape, which is the rule for built-in kinds. */
    public Conversion conversion() {
        return conversion;
    }

    /** Whether whoever replaces an object must say which state of it he has seen. */
    public boolean updateNeedsRevision() {
        return updateNeedsRevision;
    }

    /** Whether replacing an object that is not there makes it. */
    public boolean createdByUpdate() {
        return createdByUpdate;
    }

    /** What every client of the kind is warned of; empty unless the kind is deprecated. */
    public String deprecation() {
        return deprecation;
    }

    /** The resource under which objects are stored: {@link #resource()}, unless there is a {@link #conversion()}. */
    public GroupResource storageResource() {
        return conversion == null ? resource : conversion.storedAs();
    }

    @Override
    public String toString() {
        return apiVersion() + " " + kind;
    }

    /** Declares a kind. Only the plural, the schema and the strategy have no default. */
    public static final class Builder {
        private final String group;
        private final String version;
        private final String kind;
        private String plural;
        private String singular;
        private String listKind;
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private Scope scope = Scope.NAMESPACED;
        private List<String> verbs = ALL_VERBS;
        private List<String> subresources = List.of();
        private ScalePaths scale;
        private Schema schema;
        private Strategy strategy = new Strategy() {};
        private List<Column> columns = List.of();
        private final Map<String, Function<ObjectNode, String>> selectableFields = new LinkedHashMap<>();
        private Exposure exposure = Exposure.STORED;
        private Conversion conversion;
        private boolean updateNeedsRevision;
        private boolean createdByUpdate;
        private String deprecation = "";

        private Builder(String group, String version, String kind) {
            this.group = group;
            this.version = version;
            this.kind = kind;
        }

        public Builder plural(String value) {
            this.plural = value;
            return this;
        }

        /** The kind in lower case unless it is said otherwise. */
        public Builder singular(String value) {
            this.singular = value;
            return this;
        }

        /** The kind with {@code List} behind it unless it is said otherwise. */
        public Builder listKind(String value) {
            this.listKind = value;
            return this;
        }

        public Builder shortNames(String... values) {
            this.shortNames = List.of(values);
            return this;
        }

        public Builder categories(String... values) {
            this.categories = List.of(values);
            return this;
        }

        public Builder clusterScoped() {
            this.scope = Scope.CLUSTER;
            return this;
        }

        public Builder verbs(String... values) {
            this.verbs = List.of(values);
            return this;
        }

        public Builder subresources(String... values) {
            this.subresources = Arrays.asList(values);
            return this;
        }

        public Builder scale(ScalePaths paths) {
            this.scale = paths;
            return this;
        }

        public Builder schema(Schema value) {
            this.schema = value;
            return this;
        }

        public Builder strategy(Strategy value) {
            this.strategy = value;
            return this;
        }

        public Builder columns(Column... values) {
            this.columns = List.of(values);
            return this;
        }

        public Builder selectable(String path, Function<ObjectNode, String> reader) {
            this.selectableFields.put(path, reader);
            return this;
        }

        /** The kind is only asked, never stored. */
        public Builder requestOnly() {
            this.exposure = Exposure.REQUEST;
            this.verbs = List.of("create");
            return this;
        }

        /** The kind is only the body of other kinds' subresources. */
        public Builder subresourceOnly() {
            this.exposure = Exposure.SUBRESOURCE;
            this.verbs = List.of();
            return this;
        }

        public Builder conversion(Conversion value) {
            this.conversion = value;
            return this;
        }

        /** An update (PUT) without a resourceVersion is refused. */
        public Builder updateNeedsRevision() {
            this.updateNeedsRevision = true;
            return this;
        }

        /** An update (PUT) of what is not there creates it. */
        public Builder createdByUpdate() {
            this.createdByUpdate = true;
            return this;
        }

        public Builder deprecated(String warning) {
            this.deprecation = warning;
            return this;
        }

        public ResourceType build() {
            return new ResourceType(this);
        }
    }
}
