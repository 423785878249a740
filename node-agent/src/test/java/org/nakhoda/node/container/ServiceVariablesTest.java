package org.nakhoda.node.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {
    private static Service service(String namespace, String name, String address, int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .addNewPort()
                .withName("web")
                .withPort(port)
                .endPort()
                .endSpec()
                .build();
    }

    @Test
    void aPodFindsTheServicesOfItsNamespaceAndTheApiServer() {
        List<Service> services = List.of(
                service("default", "kubernetes", "10.96.0.1", 443),
                service("shop", "red-cart", "10.96.0.7", 80),
                service("shop", "headless", "None", 80),
                service("other", "cart", "10.96.0.8", 80));

        Map<String, String> variables = ServiceVariables.of(services, "shop", true);

        assertThat(variables)
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.96.0.1")
                .containsEntry("RED_CART_SERVICE_PORT", "80")
                .containsEntry("RED_CART_SERVICE_PORT_WEB", "80")
                .containsEntry("RED_CART_PORT", "tcp://10.96.0.7:80")
                .containsEntry("RED_CART_PORT_80_TCP_ADDR", "10.96.0.7")
                .doesNotContainKeys("CART_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
    }

    @Test
    void aPodThatWantsNoLinksStillFindsTheApiServer() {
        List<Service> services =
                List.of(service("default", "kubernetes", "10.96.0.1", 443), service("shop", "cart", "10.96.0.7", 80));

        assertThat(ServiceVariables.of(services, "shop", false))
                .containsKey("KUBERNETES_SERVICE_HOST")
                .doesNotContainKey("CART_SERVICE_HOST");
    }
}
