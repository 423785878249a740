package org.nakhoda.apiserver.allocation;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.store.ClusterStore;

/** Everything that hands out services' addresses and ports, over one ledger. */
public final class Allocators implements AutoCloseable {
    private final ClusterStore store;
    private final Settings settings;
    private final Ledger ledger;

    public Allocators(ClusterStore store, Settings settings, RandomGenerator random) {
        this.store = store;
        this.settings = settings;
        this.ledger = new Ledger(store, settings.serviceCidrs(), random);
    }

    /** What takes part in writes of services and IPAddresses. */
    public List<WriteHook> hooks() {
        return List.of(new ServiceAllocation(ledger, settings.nodePortRange()), new AddressAllocation(ledger));
    }

    /** What keeps the objects that show the ledger. */
    public AddressObjects objects(
            SelfClient api, InstantSource clock, Executor executor, ScheduledExecutorService timer) {
        return new AddressObjects(
                store,
                ledger,
                api,
                new RangeObjects(store, api, settings.serviceCidrs(), clock),
                settings,
                clock,
                executor,
                timer);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
