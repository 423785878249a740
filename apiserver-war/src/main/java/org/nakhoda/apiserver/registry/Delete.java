package org.nakhoda.apiserver.registry;

import java.time.Clock;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
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
        Deleted deleted = delete(call, DeleteOptions.of(call));
        boolean object = !deleted.gone || DeletionAnswer.isObject(call.type());
        return object ? Responses.object(call, 200, deleted.bytes) : Responses.success(call, 200, deleted.uid);
    }

    /** @param gone whether the object is not there any more; else it is under deletion */
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    record Deleted(byte[] bytes, String uid, boolean gone) {}

    Deleted delete(Call call, DeleteOptions options) {
        for (int i = 0; i < ATTEMPTS; i++) {
            StoredObject current =
                    store.get(call.key()).orElseThrow(() -> ApiException.notFound(call.resource(), call.name()));
            check(call, options, current);
            admission.validate(AdmissionChain.request(
                    Operation.DELETE,
                    call,
                    call.name(),
                    null,
                    StoredShape.tree(call.type(), current.json()),
                    options.dryRun()));
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

    private static void check(Call call, DeleteOptions options, StoredObject current) {
        if (!options.uid().isEmpty() && !options.uid().equals(current.uid())) {
            throw ApiException.conflict(
                    call.resource(),
                    call.name(),
                    "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: "
                            + current.uid());
        }
        String revision = options.resourceVersion();
        if (!revision.isEmpty() && !revision.equals(current.revision().toString())) {
            throw ApiException.conflict(
                    call.resource(),
                    call.name(),
                    "Precondition failed: ResourceVersion in precondition: " + revision
                            + ", ResourceVersion in object meta: " + current.revision());
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
