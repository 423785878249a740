package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.db.store.StoredObject;

/** Deletes what a list with the same parameters would show, one object after the other. */
final class DeleteCollection {
    private final ListObjects list;
    private final Delete delete;

    DeleteCollection(ListObjects list, Delete delete) {
        this.list = list;
        this.delete = delete;
    }

    ApiResponse handle(Call call) {
        Representation accepted = Representation.negotiate(call.request(), call.type());
        DeleteOptions options = DeleteOptions.of(call);
        ListObjects.Selected selected = list.select(call);
        if (StoredShape.isReadTogether(call.type())) {
            StoredShape.readAll(
                    call.type(),
                    selected.objects().stream().map(StoredObject::json).toList());
        }
        List<byte[]> deleted = new ArrayList<>();
        for (StoredObject object : selected.objects()) {
            Call one = call.about(call.type(), target(call, object));
            try {
                deleted.add(delete.delete(one, options).bytes());
            } catch (ApiException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
        }
        return Responses.list(call, accepted, selected.position(), deleted);
    }

    private static RequestTarget target(Call call, StoredObject object) {
        return call.target().object(object.key().namespace(), object.key().name());
    }
}
