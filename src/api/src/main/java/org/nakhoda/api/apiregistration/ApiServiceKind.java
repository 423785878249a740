package org.nakhoda.api.apiregistration;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who serves a group version: this API server, or a service of the cluster. */
public final class ApiServiceKind {
    private ApiServiceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apiregistration.k8s.io", "v1", "APIService")
                .plural("apiservices")
                .categories("api-extensions")
                .clusterScoped()
                .subresources("status")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService"))
                .strategy(new ApiServiceStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Service", "The service that serves it", ApiServiceKind::service),
                        Columns.text("Available", "Whether it answers", ApiServiceKind::available),
                        Columns.AGE)
                .build();
    }

    private static String service(ObjectNode apiService) {
        JsonNode service = apiService.path("spec").path("service");
        return service.isObject() ? Tree.text(service, "namespace") + "/" + Tree.text(service, "name") : "Local";
    }

    private static String available(ObjectNode apiService) {
        for (ObjectNode condition : Tree.objects(apiService.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals("Available")) {
                String status = Tree.text(condition, "status");
                return status.equals("True") ? status : status + " (" + Tree.text(condition, "reason") + ")";
            }
        }
        return "Unknown";
    }
}
