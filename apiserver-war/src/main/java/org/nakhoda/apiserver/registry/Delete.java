package org.nakhoda.apiserver.registry;

import java.time.Clock;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.representation.DeletionAnswer;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.node.ObjectNode;

/** Deletes an object, or begins to. */
final class Delete {
    private static final int ATTEMPTS = 16;

    private final ClusterStore store;
    private final Commits commits;
    private final AdmissionChain admission;
    private final Clock clock;

    Delete(ClusterStore store, Commits commits, AdmissionChain admission, Clock clock) {
        this.store = store;
        this.commits = commits;
        this.admission = admission;
        this.clock = clock;
    }

    ApiResponse handle(Call call) {
        DeleteOptions options = DeleteOptions.of(call);
        Deleted deleted = delete(call, options);
        if (!deleted.gone) {
            return Responses.object(call, options.cascades() ? 202 : 200, deleted.bytes);
        }
        return DeletionAnswer.isObject(call.type())
                ? Responses.object(call, 200, deleted.bytes)
                : Responses.success(call, 200, deleted.uid);
    }

    /** @param gone whether the object is not there any more; else it is under deletion */
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    record Deleted(byte[] bytes, String uid, boolean gone) {}

    Deleted delete(Call call, DeleteOptions options) {
        return delete(call, options, admission);
    }

    Deleted delete(Call call, DeleteOptions options, Asking asking) {
        for (int i = 0; i < ATTEMPTS; i++) {
            StoredObject current =
                    store.get(call.key()).orElseThrow(() -> ApiException.notFound(call.resource(), call.name()));
            checkPreconditions(call, options, current);
            asking.validate(AdmissionChain.deletion(call, StoredShape.tree(call.type(), current.json()), options));
            ObjectNode object = StoredShape.tree(call.type(), current.json());
            Deletion deletion = Deletion.of(call.type().strategy(), object, options, clock.instant());
            Deleted deleted = carryOut(call, deletion, current, options.dryRun());
            if (deleted != null) {
                return deleted;
            }
            if (!options.resourceVersion().isEmpty()) {
                break;
            }
        }
        throw ApiException.conflict(call.resource(), call.name(), Update.MODIFIED);
    }

    /**
     * @throws ApiException CONFLICT if the object is not, or is not as, the client thinks
     */
    static void checkPreconditions(Call call, DeleteOptions options, StoredObject current) {
        if (!options.uid().isEmpty() && !options.uid().equals(current.uid())) {
            throw ApiException.conflict(
                    call.resource(),
                    call.name(),
                    "the UID in the precondition (" + options.uid() + ") does not match the UID in record ("
                            + current.uid() + "). The object might have been deleted and then recreated");
        }
        String revision = options.resourceVersion();
        if (!revision.isEmpty() && !revision.equals(current.revision().toString())) {
            throw ApiException.conflict(
                    call.resource(),
                    call.name(),
                    "the ResourceVersion in the precondition (" + revision
                            + ") does not match the ResourceVersion in record (" + current.revision()
                            + "). The object might have been modified");
        }
    }

    /** @return null if another writer was quicker */
    private Deleted carryOut(Call call, Deletion deletion, StoredObject current, boolean dryRun) {
        Write write = write(call, deletion, current);
        boolean gone = write instanceof Write.Delete;
        if (write == null || dryRun) {
            return new Deleted(current.json(), current.uid(), gone);
        }
        Outcome outcome = commits.commit(call.type(), write);
        if (outcome instanceof Outcome.Committed committed) {
            return new Deleted(committed.object().json(), current.uid(), gone);
        }
        if (outcome instanceof Outcome.NotFound) {
            throw ApiException.notFound(call.resource(), call.name());
        }
        return null;
    }

    private Write write(Call call, Deletion deletion, StoredObject current) {
        if (deletion instanceof Deletion.Remove remove) {
            return new Write.Delete(current.key(), current.revision(), commits.encode(call.type(), remove.lastState()));
        }
        if (deletion instanceof Deletion.Mark mark) {
            return new Write.Update(current.key(), current.revision(), commits.encode(call.type(), mark.object()));
        }
        return null;
    }
}
