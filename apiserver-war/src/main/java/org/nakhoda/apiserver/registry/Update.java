package org.nakhoda.apiserver.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.allocation.WriteHook.Reservation;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces an object, or its status. A client that names a resourceVersion changes exactly that state or nothing; one
 * that names none changes whatever is there. An update that changes nothing keeps the resourceVersion, and one that
 * takes the last finalizer from an object under deletion completes the deletion.
 */
final class Update {
    static final String MODIFIED =
            "the object has been modified; please apply your changes to the latest version and try again";
    private static final String REVISION = "resourceVersion";
    /** An update without a resourceVersion that is overtaken this often meets more writers than can be waited for. */
    private static final int ATTEMPTS = 16;

    private final ClusterStore store;
    private final Commits commits;
    private final AdmissionChain admission;

    Update(ClusterStore store, Commits commits, AdmissionChain admission) {
        this.store = store;
        this.commits = commits;
        this.admission = admission;
    }

    /** Makes the new state out of the current one, which it must not edit. Called again if another writer was quicker. */
    @FunctionalInterface
    interface Change {
        ObjectNode apply(ObjectNode current);
    }

    /** Which part of the object a write is about. */
    enum Part {
        MAIN,
        STATUS,
        /** Whatever the server itself decides, such as a pod's node: the kind's rules for clients do not apply. */
        SERVER
    }

    /** @return the stored bytes of the new state */
    byte[] update(Call call, Part part, Change change) {
        return update(call, part, change, admission);
    }

    /** @see #update(Call, Part, Change) */
    byte[] update(Call call, Part part, Change change, Asking asking) {
        for (int i = 0; i < ATTEMPTS; i++) {
            StoredObject current =
                    store.get(call.key()).orElseThrow(() -> ApiException.notFound(call.resource(), call.name()));
            ObjectNode old = StoredShape.tree(call.type(), current.json());
            ObjectNode object = change.apply(old);
            boolean conditional = precondition(call, object, current);
            AdmissionRequest admitted = prepare(call, part, object, old, asking);
            Optional<byte[]> written = reserveAndCommit(call, admitted, current);
            if (written.isPresent()) {
                return written.get();
            }
            if (conditional) {
                break;
            }
        }
        throw ApiException.conflict(call.resource(), call.name(), MODIFIED);
    }

    /** @return whether the client insists on the state it has seen */
    private static boolean precondition(Call call, ObjectNode object, StoredObject current) {
        String uid = ObjectMetadata.text(object, "uid");
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw ApiException.conflict(
                    call.resource(),
                    call.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current.uid());
        }
        String revision = ObjectMetadata.text(object, "resourceVersion");
        if (revision.isEmpty() || revision.equals("0")) {
            return false;
        }
        if (!revision.equals(current.revision().toString())) {
            parse(revision);
            throw ApiException.conflict(call.resource(), call.name(), MODIFIED);
        }
        return true;
    }

    private static void parse(String revision) {
        try {
            Revision.parse(revision);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid resource version \"" + revision + "\": not a number");
        }
    }

    private static AdmissionRequest prepare(Call call, Part part, ObjectNode object, ObjectNode old, Asking asking) {
        Strategy strategy = call.type().strategy();
        ObjectMetadata.carryOver(object, old, call);
        strategy.setDefaults(object);
        switch (part) {
            case MAIN -> strategy.prepareForUpdate(object, old);
            case STATUS -> strategy.prepareForStatusUpdate(object, old);
            case SERVER -> {}
        }
        FieldOwnership.updated(call, object, old);
        AdmissionRequest admitted = AdmissionChain.request(Operation.UPDATE, call, call.name(), object, old);
        asking.mutate(admitted);
        strategy.setDefaults(object);
        Validation.check(call.type(), call.name(), errors -> {
            switch (part) {
                case MAIN -> {
                    strategy.validate(object, errors);
                    strategy.validateUpdate(object, old, errors);
                }
                case STATUS -> strategy.validateStatusUpdate(object, old, errors);
                case SERVER -> {}
            }
        });
        asking.validate(admitted);
        for (String warning : part == Part.MAIN ? strategy.updateWarnings(object, old) : List.<String>of()) {
            if (!call.warnings().contains(warning)) {
                call.warnings().add(warning);
            }
        }
        return admitted;
    }

    /** @return empty if another writer was quicker */
    private Optional<byte[]> reserveAndCommit(Call call, AdmissionRequest admitted, StoredObject current) {
        Reservation reservation = admission.reserve(admitted);
        Consumer<Reservation> end = Reservation::released;
        try {
            Optional<byte[]> written = commit(call, admitted, current);
            if (written.isPresent() && !call.options().dryRun()) {
                end = Reservation::committed;
            }
            return written;
        } catch (StoreException e) {
            end = Commits.ending(e);
            throw e;
        } finally {
            end.accept(reservation);
        }
    }

    /** The same fields in another order, as a client sends them that has read them in protobuf, are no change. */
    private static boolean changesNothing(Call call, AdmissionRequest admitted, byte[] written, byte[] stored) {
        if (written.length != stored.length) {
            return false;
        }
        if (Arrays.equals(written, stored)) {
            return true;
        }
        // what is stored in an older shape is brought into today's by whatever write comes next
        Conversion conversion = call.type().conversion();
        if (conversion != null && !conversion.isIndexed() && !conversion.isShapeOf(stored)) {
            return false;
        }
        ObjectMetadata.of(admitted.object())
                .set(REVISION, ObjectMetadata.of(admitted.old()).get(REVISION));
        return Json.equal(admitted.object(), admitted.old());
    }

    /** @return empty if another writer was quicker */
    private Optional<byte[]> commit(Call call, AdmissionRequest admitted, StoredObject current) {
        ObjectNode object = admitted.object();
        Document document = commits.encode(call.type(), object);
        byte[] unchanged = document.at(current.revision());
        boolean completesDeletion = Deletion.completed(call.type().strategy(), object);
        if (!completesDeletion && changesNothing(call, admitted, unchanged, current.json())) {
            return Optional.of(current.json());
        }
        if (call.options().dryRun()) {
            return Optional.of(unchanged);
        }
        ResourceKey key = current.key();
        Outcome outcome = commits.commit(
                call.type(),
                completesDeletion
                        ? new Write.Delete(key, current.revision(), document)
                        : new Write.Update(key, current.revision(), document));
        if (outcome instanceof Outcome.Committed committed) {
            return Optional.of(committed.object().json());
        }
        if (outcome instanceof Outcome.NotFound) {
            throw ApiException.notFound(call.resource(), call.name());
        }
        return Optional.empty();
    }
}
