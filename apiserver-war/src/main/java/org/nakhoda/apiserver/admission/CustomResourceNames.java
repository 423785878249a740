package org.nakhoda.apiserver.admission;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accepts a definition's names if no other kind of its group has them, and thereby establishes it. Kubernetes leaves this to
 * a controller and so takes a moment longer; a client that waits for the condition finds it at once.
 */
public final class CustomResourceNames implements AdmissionStep {
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private final Catalogue catalogue;
    private final Clock clock;

    public CustomResourceNames(Catalogue catalogue, Clock clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "CustomResourceNames";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().resource().equals(CustomResourceDefinitionKind.RESOURCE)
                && request.subresource().isEmpty()
                && request.object() != null;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode definition = request.object();
        if (request.operation() == Operation.CREATE) {
            addFinalizer(definition);
        }
        ObjectNode status = Tree.child(definition, "status");
        Optional<String> conflict = conflict(definition);
        condition(
                status,
                "NamesAccepted",
                conflict.isEmpty(),
                conflict.isEmpty() ? "NoConflicts" : "NameConflict",
                conflict.orElse("no conflicts found"));
        boolean established = conflict.isEmpty() || was(status, "Established");
        condition(
                status,
                "Established",
                established,
                established ? "InitialNamesAccepted" : "NotAccepted",
                established ? "the initial names have been accepted" : "not all names are accepted");
        if (conflict.isEmpty()) {
            status.set("acceptedNames", definition.path("spec").path("names").deepCopy());
        } else if (!status.has("acceptedNames")) {
            status.putObject("acceptedNames").put("plural", "").put("kind", "");
        }
        storedVersion(status, CustomResourceDefinitionKind.stored(definition));
    }

    private static void addFinalizer(ObjectNode definition) {
        ArrayNode finalizers = Tree.list(Tree.child(definition, "metadata"), "finalizers");
        for (JsonNode finalizer : finalizers) {
            if (finalizer.asString("").equals(FINALIZER)) {
                return;
            }
        }
        finalizers.add(FINALIZER);
    }

    private static void storedVersion(ObjectNode status, String stored) {
        ArrayNode versions = Tree.list(status, "storedVersions");
        for (JsonNode version : versions) {
            if (version.asString("").equals(stored)) {
                return;
            }
        }
        if (!stored.isEmpty()) {
            versions.add(stored);
        }
    }

    private static boolean was(ObjectNode status, String type) {
        for (ObjectNode condition : Tree.objects(status, "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return Tree.text(condition, "status").equals("True");
            }
        }
        return false;
    }

    /** What other kinds of the group are called. */
    private Optional<String> conflict(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        String group = Tree.text(spec, "group");
        String plural = Tree.text(spec, "names", "plural");
        Set<String> resources = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        for (ResourceType type : catalogue.all()) {
            if (type.group().equals(group) && !type.resource().resource().equals(plural)) {
                resources.add(type.resource().resource());
                resources.add(type.singular());
                resources.addAll(type.shortNames());
                kinds.add(type.kind());
                kinds.add(type.listKind());
            }
        }
        List<String> faults = new ArrayList<>();
        JsonNode names = spec.path("names");
        taken(resources, plural, faults);
        taken(resources, Tree.text(names, "singular"), faults);
        names.path("shortNames").forEach(shortName -> taken(resources, shortName.asString(""), faults));
        taken(kinds, Tree.text(names, "kind"), faults);
        taken(kinds, Tree.text(names, "listKind"), faults);
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", faults));
    }

    private static void taken(Set<String> names, String wanted, List<String> faults) {
        if (!wanted.isEmpty() && names.contains(wanted)) {
            faults.add("\"" + wanted + "\" is already in use");
        }
    }

    private void condition(ObjectNode status, String type, boolean holds, String reason, String message) {
        ArrayNode conditions = Tree.list(status, "conditions");
        String value = holds ? "True" : "False";
        for (ObjectNode condition : Tree.objects(conditions)) {
            if (Tree.text(condition, "type").equals(type)) {
                if (!Tree.text(condition, "status").equals(value)) {
                    condition.put("lastTransitionTime", now());
                }
                condition.put("status", value).put("reason", reason).put("message", message);
                return;
            }
        }
        conditions
                .addObject()
                .put("type", type)
                .put("status", value)
                .put("lastTransitionTime", now())
                .put("reason", reason)
                .put("message", message);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
