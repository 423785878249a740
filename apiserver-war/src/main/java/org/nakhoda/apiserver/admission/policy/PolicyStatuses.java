package org.nakhoda.apiserver.admission.policy;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.apiserver.aggregation.ChangeSignal;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells in each ValidatingAdmissionPolicy's status which generation of it was looked at, and what its expressions do wrong
 * with the kinds that it names. One pass over all policies follows each change of one.
 */
public final class PolicyStatuses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStatuses.class);
    private static final GroupResource POLICIES =
            new GroupResource("admissionregistration.k8s.io", "validatingadmissionpolicies");

    private final ClusterStore store;
    private final TypeCheck check;
    private final SelfClient api;
    private final Executor executor;
    private final ChangeSignal changes;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Object passLock = new Object();

    public PolicyStatuses(ClusterStore store, Catalogue catalogue, SelfClient api, Executor executor) {
        this.store = store;
        this.check = new TypeCheck(catalogue);
        this.api = api;
        this.executor = executor;
        this.changes = new ChangeSignal(store, List.of(POLICIES), this::wake);
    }

    /** Brings all statuses up to date, and keeps them so. */
    public void start() {
        wake();
    }

    private void wake() {
        if (!due.getAndSet(true)) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is stopping");
            }
        }
    }

    private void run() {
        due.set(false);
        changes.arm();
        try {
            synchronized (passLock) {
                if (store.epoch().isPresent()) {
                    store.list(POLICIES, "").objects().forEach(this::bring);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "the statuses of admission policies could not be brought up to date; the next change tries again",
                    e);
        }
    }

    private void bring(StoredObject stored) {
        ObjectNode policy = (ObjectNode) Json.parse(stored.json());
        JsonNode generation = policy.path("metadata").path("generation");
        ObjectNode status = Tree.child(policy, "status");
        if (status.path("observedGeneration").asLong(-1) == generation.asLong(0)) {
            return;
        }
        status.set("observedGeneration", generation);
        status.set("typeChecking", check.of(policy.path("spec")));
        api.update(
                List.of(
                        "apis",
                        POLICIES.group(),
                        "v1",
                        POLICIES.resource(),
                        stored.key().name(),
                        "status"),
                policy);
    }

    @Override
    public void close() {
        changes.close();
    }
}
