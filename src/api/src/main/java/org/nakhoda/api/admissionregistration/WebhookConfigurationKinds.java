package org.nakhoda.api.admissionregistration;

import java.util.Locale;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Webhooks that change writes, and webhooks that judge them. */
public final class WebhookConfigurationKinds {
    private WebhookConfigurationKinds() {}

    public static ResourceType declareMutating() {
        return of("MutatingWebhookConfiguration", true);
    }

    public static ResourceType declareValidating() {
        return of("ValidatingWebhookConfiguration", false);
    }

    private static ResourceType of(String kind, boolean mutating) {
        return ResourceType.of("admissionregistration.k8s.io", "v1", kind)
                .plural(kind.toLowerCase(Locale.ROOT) + "s")
                .clusterScoped()
                .categories("api-extensions")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.admissionregistration.v1." + kind))
                .strategy(new WebhookConfigurationStrategy(mutating))
                .columns(
                        Columns.NAME,
                        Columns.number("Webhooks", "How many webhooks it has", o -> o.path("webhooks")
                                .size()),
                        Columns.AGE)
                .build();
    }
}
