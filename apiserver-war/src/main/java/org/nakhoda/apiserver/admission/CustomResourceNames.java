package org.nakhoda.apiserver.admission;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.nakhoda.api.apiextensions.AcceptedNames;
import org.nakhoda.api.apiextensions.ApiApproval;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.apiextensions.DefinitionConditions;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accepts a definition's names if no other kind of its group has them, and thereby establishes it. Kubernetes leaves this to
 * a controller and so takes a moment longer; a client that waits for the condition finds it at once.
 */
public final class CustomResourceNames implements AdmissionStep {
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private final ClusterStore store;
    private final Catalogue builtin;
    private final Clock clock;

    /** @param builtin the kinds that nobody has to declare */
    public CustomResourceNames(ClusterStore store, Catalogue builtin, Clock clock) {
        this.store = store;
        this.builtin = builtin;
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
        AcceptedNames names = AcceptedNames.judge(definition, others(definition));
        status.set("acceptedNames", names.accepted());
        condition(status, "NamesAccepted", names.fault().isEmpty(), names.reason(), names.message());
        if (!DefinitionConditions.isTrue(definition, "Established")) {
            boolean accepted = names.fault().isEmpty();
            condition(
                    status,
                    "Established",
                    accepted,
                    accepted ? "InitialNamesAccepted" : "NotAccepted",
                    accepted ? "the initial names have been accepted" : "not all names are accepted");
        }
        ApiApproval approval = ApiApproval.of(definition);
        if (approval.state() != ApiApproval.State.NOT_NEEDED) {
            condition(
                    status,
                    "KubernetesAPIApprovalPolicyConformant",
                    approval.state() == ApiApproval.State.APPROVED,
                    approval.reason(),
                    approval.message());
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

    /** The names that other kinds of the group have: built-in ones, and those that other definitions were given. */
    private AcceptedNames.Taken others(ObjectNode definition) {
        String group = Tree.text(definition, "spec", "group");
        AcceptedNames.Taken taken = new AcceptedNames.Taken();
        for (ResourceType type : builtin.all()) {
            if (type.group().equals(group)) {
                taken.resources().add(type.resource().resource());
                taken.resources().add(type.singular());
                taken.resources().addAll(type.shortNames());
                taken.kinds().add(type.kind());
                taken.kinds().add(type.listKind());
            }
        }
        String suffix = "." + group;
        String name = Tree.text(definition, "metadata", "name");
        for (StoredObject other :
                store.list(CustomResourceDefinitionKind.RESOURCE, "").objects()) {
            if (other.key().name().endsWith(suffix) && !other.key().name().equals(name)) {
                JsonNode stored = Json.parse(other.json());
                if (Tree.text(stored, "spec", "group").equals(group)) {
                    taken.add(stored.path("status").path("acceptedNames"));
                }
            }
        }
        return taken;
    }

    private void condition(ObjectNode status, String type, boolean holds, String reason, String message) {
        DefinitionConditions.set(status, type, holds, reason, message, now());
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
