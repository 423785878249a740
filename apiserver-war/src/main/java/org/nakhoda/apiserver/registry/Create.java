package org.nakhoda.apiserver.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.allocation.WriteHook.Reservation;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.node.ObjectNode;

/** Makes a new object, under its own name or one that is generated. */
final class Create {
    /** So many generated names may be taken before the client is told. */
    private static final int NAME_ATTEMPTS = 8;

    private final ClusterStore store;
    private final Commits commits;
    private final AdmissionChain admission;
    private final Clock clock;

    Create(ClusterStore store, Commits commits, AdmissionChain admission, Clock clock) {
        this.store = store;
        this.commits = commits;
        this.admission = admission;
        this.clock = clock;
    }

    ApiResponse handle(Call call) {
        return Responses.object(call, 201, create(call, Bodies.object(call)));
    }

    /** @return the new object's stored bytes */
    byte[] create(Call call, ObjectNode object) {
        Instant now = clock.instant();
        ObjectMetadata.begin(object, call, now);
        String base = ObjectMetadata.text(object, "generateName");
        if (!ObjectMetadata.text(object, "name").isEmpty() || base.isEmpty()) {
            return attempt(call, object, now, false);
        }
        String name = "";
        for (int i = 0; i < NAME_ATTEMPTS; i++) {
            name = Names.generate(base);
            ObjectNode candidate = object.deepCopy();
            ObjectMetadata.of(candidate).put("name", name);
            byte[] created = attempt(call, candidate, now, true);
            if (created != null) {
                return created;
            }
        }
        throw ApiException.noNameGenerated(call.resource(), name);
    }

    /** @return null if the name is taken and another one may be tried */
    private byte[] attempt(Call call, ObjectNode object, Instant now, boolean another) {
        String name = ObjectMetadata.text(object, "name");
        AdmissionRequest admitted = prepare(call, object, name, now);
        Reservation reservation = admission.reserve(admitted);
        Consumer<Reservation> end = Reservation::released;
        try {
            Document document = commits.encode(call.type(), object);
            if (call.options().dryRun()) {
                if (store.get(call.key(name)).isPresent()) {
                    throw ApiException.alreadyExists(call.resource(), name);
                }
                return withoutRevision(document.json());
            }
            Outcome outcome = commits.commit(call.type(), new Write.Create(call.key(name), document));
            if (outcome instanceof Outcome.Committed made) {
                end = Reservation::committed;
                return made.object().json();
            }
        } catch (StoreException e) {
            end = Commits.ending(e);
            throw e;
        } finally {
            end.accept(reservation);
        }
        if (another) {
            return null;
        }
        throw ApiException.alreadyExists(call.resource(), name);
    }

    /** What was not stored has no revision. */
    private static byte[] withoutRevision(byte[] json) {
        ObjectNode object = (ObjectNode) Json.parse(json);
        ObjectMetadata.of(object).remove("resourceVersion");
        return Json.bytes(object);
    }

    private AdmissionRequest prepare(Call call, ObjectNode object, String name, Instant now) {
        Strategy strategy = call.type().strategy();
        strategy.setDefaults(object);
        strategy.prepareForCreate(object, now);
        FieldOwnership.created(call, object);
        AdmissionRequest admitted = AdmissionChain.request(Operation.CREATE, call, name, object, null);
        admission.mutate(admitted);
        strategy.setDefaults(object);
        Validation.check(call.type(), name, errors -> {
            strategy.validate(object, errors);
            strategy.validateCreate(object, errors);
        });
        admission.validate(admitted);
        call.warnings().addAll(strategy.warnings(object));
        return admitted;
    }
}
