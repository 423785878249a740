package org.nakhoda.apiserver.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.MasterStatus.Role;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.store.ClusterStore;

/** What this master is among the others, and how far the others are, as far as it knows: the leader knows most. */
public final class MasterMetrics {
    private static final String PREFIX = "nakhoda.master.";
    private static final String MEMBER = "member";

    private final ClusterStore store;
    private final MultiGauge roles;
    private final MultiGauge epochs;
    private final MultiGauge lags;
    private final MultiGauge contacts;

    public MasterMetrics(MeterRegistry registry, ClusterStore store) {
        this.store = store;
        this.roles = MultiGauge.builder(PREFIX + "role")
                .description("1 for the role that this master has, 0 for the others")
                .register(registry);
        this.epochs = MultiGauge.builder(PREFIX + "epoch")
                .description("The leadership that each master leads or follows")
                .register(registry);
        this.lags = MultiGauge.builder(PREFIX + "lag.bytes")
                .description("How much of the database's log each master has still to receive")
                .register(registry);
        this.contacts = MultiGauge.builder(PREFIX + "contact.seconds")
                .description("How long ago the leader heard of each other master")
                .register(registry);
    }

    /** Brings the figures up to date. */
    public void refresh() {
        String self = store.masters().map(Masters::self).map(member -> member.name()).orElse("");
        List<Row<?>> role = new ArrayList<>();
        List<Row<?>> epoch = new ArrayList<>();
        List<Row<?>> lag = new ArrayList<>();
        List<Row<?>> contact = new ArrayList<>();
        for (MasterStatus status : store.masters().map(Masters::status).orElse(List.of())) {
            Tags member = Tags.of(MEMBER, status.member().name());
            if (status.member().name().equals(self)) {
                for (Role each : Role.values()) {
                    role.add(Row.of(
                            Tags.of("role", each.name().toLowerCase(Locale.ROOT)), each == status.role() ? 1 : 0));
                }
            }
            epoch.add(Row.of(member, status.epoch()));
            status.lagBytes().ifPresent(bytes -> lag.add(Row.of(member, bytes)));
            status.lastContact().ifPresent(ago -> contact.add(Row.of(member, ago.toMillis() / 1000.0)));
        }
        roles.register(role, true);
        epochs.register(epoch, true);
        lags.register(lag, true);
        contacts.register(contact, true);
    }
}
