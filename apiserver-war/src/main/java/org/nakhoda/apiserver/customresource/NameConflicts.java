package org.nakhoda.apiserver.customresource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.aggregation.ChangeSignal;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has the names of definitions judged again whenever another definition changed or went, as their conflicts may have gone with
 * it. Names are judged on every write (see {@link org.nakhoda.apiserver.admission.CustomResourceNames}), so each definition in
 * conflict is written as it is, which changes nothing while the conflict lasts.
 */
public final class NameConflicts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameConflicts.class);
    private static final List<String> PATH = List.of("apis", "apiextensions.k8s.io", "v1", "customresourcedefinitions");

    private final ClusterStore store;
    private final LiveCatalogue catalogue;
    private final SelfClient api;
    private final Executor executor;
    private final ChangeSignal signal;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean closed;

    public NameConflicts(ClusterStore store, LiveCatalogue catalogue, SelfClient api, Executor executor) {
        this.store = store;
        this.catalogue = catalogue;
        this.api = api;
        this.executor = executor;
        this.signal = new ChangeSignal(store, List.of(CustomResourceDefinitionKind.RESOURCE), this::wake);
    }

    /** Looks now, and after every change of a definition. Can be called again. */
    public void start() {
        wake();
    }

    private void wake() {
        if (!closed && !due.getAndSet(true)) {
            try {
                executor.execute(this::look);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is stopping");
            }
        }
    }

    private void look() {
        due.set(false);
        if (closed) {
            return;
        }
        signal.arm();
        try {
            if (store.epoch().isPresent()) {
                catalogue.withConflicts().forEach(this::write);
            }
        } catch (RuntimeException e) {
            LOG.warn("the names of definitions could not be judged again; the next change tries again", e);
        }
    }

    private void write(ResourceKey definition) {
        store.get(definition).ifPresent(stored -> {
            List<String> path = new ArrayList<>(PATH);
            path.add(definition.name());
            api.update(path, (ObjectNode) Json.parse(stored.json()));
        });
    }

    @Override
    public void close() {
        closed = true;
        signal.close();
    }
}
