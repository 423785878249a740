package org.nakhoda.controllers.resourcequota;

import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.quota.Measures;
import org.nakhoda.api.quota.Quota;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.discovery.ServedResource;
import tools.jackson.databind.JsonNode;

/**
 * Takes over a quota's bounds into its status, and puts right what is used: admission books what comes, this finds what has
 * gone.
 *
 * <p>Between booking and the object's creation lies a moment in which the booked object cannot be counted. A count is
 * therefore written only after the API server has agreed to a dry run for the same state of the quota, which it does not as
 * long as booked objects are on their way, and after counting again; whatever is booked meanwhile changes the quota and lets
 * the write fail.
 */
public final class ResourceQuotaController implements Reconciler<ObjectName>, AutoCloseable {
    private static final Duration RECOUNT = Duration.ofMinutes(5);
    /** A kind that a quota counts may be declared later. */
    private static final Duration LOOK_FOR_KINDS = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final InstantSource clock;
    private final UsageCount count;
    private final Replenishment replenishment;
    private final ControllerRunner<ObjectName> runner;

    public ResourceQuotaController(ControllerContext context) {
        this.client = context.clientFor("resourcequota-controller");
        this.clock = context.clock();
        this.count = new UsageCount(client);
        this.replenishment = new Replenishment(context.informers(), client, context.executor());
        this.runner = context.runner("resourcequota", this)
                .workers(2)
                .fedBy(new QuotaChanges(context.informers().of(ResourceQuota.class)))
                .fedBy(replenishment)
                .build();
    }

    public ControllerRunner<ObjectName> runner() {
        return runner;
    }

    @Override
    public Result reconcile(ObjectName key) {
        List<ResourceQuota> found = client.resourceQuotas()
                .inNamespace(key.namespace())
                .withField("metadata.name", key.name())
                .list()
                .getItems();
        if (found.isEmpty() || found.get(0).getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        ResourceQuota present = found.get(0);
        JsonNode tree = Json.parse(client.getKubernetesSerialization().asJson(present));
        Quota quota = Quota.wanted(tree);
        List<ServedResource> resources = count.served(quota);
        resources.stream()
                .filter(resource -> Measures.plain(new GroupResource(resource.group(), resource.plural())))
                .forEach(replenishment::follow);
        boolean current =
                quota.hard().equals(Quota.of(tree).hard()) && quota.used().equals(used(quota, key, resources));
        if (!current) {
            client.resource(present).dryRun(true).updateStatus();
            write(present, quota.withUsed(used(quota, key, resources)));
        }
        boolean all =
                resources.size() == Measures.concerned(quota.hard().names()).size();
        return Result.after(all ? RECOUNT : LOOK_FOR_KINDS);
    }

    private ResourceList used(Quota quota, ObjectName key, List<ServedResource> resources) {
        return count.of(quota, key.namespace(), resources, clock.instant());
    }

    private void write(ResourceQuota present, Quota quota) {
        client.resource(new ResourceQuotaBuilder(present)
                        .editOrNewStatus()
                        .withHard(amounts(quota.hard()))
                        .withUsed(amounts(quota.used()))
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private static Map<String, io.fabric8.kubernetes.api.model.Quantity> amounts(ResourceList list) {
        Map<String, io.fabric8.kubernetes.api.model.Quantity> amounts = new HashMap<>();
        for (Map.Entry<String, Quantity> amount : list.asMap().entrySet()) {
            amounts.put(
                    amount.getKey(),
                    new io.fabric8.kubernetes.api.model.Quantity(
                            amount.getValue().toString()));
        }
        return amounts;
    }

    @Override
    public void close() {
        replenishment.close();
    }
}
