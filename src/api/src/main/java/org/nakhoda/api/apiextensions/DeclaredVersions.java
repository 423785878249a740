package org.nakhoda.api.apiextensions;

import java.util.HashMap;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All versions of one declared kind, served or not, and how to get from one to another. */
final class DeclaredVersions {
    private final String group;
    private final GroupResource resource;
    private final String kind;
    private final String stored;
    private final VersionConverter converter;
    private final Generation generation;
    private final Map<String, Shape> shapes = new HashMap<>();

    /** What a version's schema makes of an object. */
    private record Shape(JsonNode declared, Schema schema) {}

    DeclaredVersions(JsonNode definition, VersionConverter converter, Generation generation) {
        JsonNode spec = definition.path("spec");
        this.group = Tree.text(spec, "group");
        this.resource = new GroupResource(group, Tree.text(spec, "names", "plural"));
        this.kind = Tree.text(spec, "names", "kind");
        this.stored = CustomResourceDefinitionKind.stored(definition);
        this.converter = converter;
        this.generation = generation;
        for (ObjectNode version : Tree.objects(spec, "versions")) {
            JsonNode declared = version.path("schema").path("openAPIV3Schema");
            shapes.put(apiVersion(Tree.text(version, "name")), new Shape(declared, CustomSchema.ofKind(declared)));
        }
    }

    String apiVersion(String version) {
        return group + "/" + version;
    }

    String storedApiVersion() {
        return apiVersion(stored);
    }

    String kind() {
        return kind;
    }

    GroupResource resource() {
        return resource;
    }

    VersionConverter converter() {
        return converter;
    }

    Generation generation() {
        return generation;
    }

    /** The schema of a version; the conversions and the kind itself share it. */
    Schema schema(String version) {
        return shapes.get(apiVersion(version)).schema();
    }

    /**
     * Takes from an object what its version does not declare. A version that is not declared any more has nothing to say: no
     * object is cut down to its metadata because somebody forgot where it is stored.
     */
    void prune(ObjectNode object) {
        Shape shape = shapes.get(Tree.text(object, "apiVersion"));
        if (shape != null) {
            Conformance.check(shape.schema(), object);
        }
    }

    /** Adds the defaults of an object's version. */
    void complete(ObjectNode object) {
        Shape shape = shapes.get(Tree.text(object, "apiVersion"));
        if (shape != null) {
            CustomResourceStrategy.fillIn(shape.declared(), object);
        }
    }
}
