package org.nakhoda.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.extension.ServiceEndpoints.Endpoint;
import org.nakhoda.apiserver.memory.MemoryStore;

class ServiceEndpointsTest {
    private final MemoryStore store = new MemoryStore();
    private final ServiceEndpoints services = new ServiceEndpoints(store);

    private void service(String spec) {
        store.put("", "services", "{'metadata':{'namespace':'shop','name':'hook'},'spec':" + spec + "}");
    }

    private void endpoints(String subsets) {
        store.put("", "endpoints", "{'metadata':{'namespace':'shop','name':'hook'},'subsets':" + subsets + "}");
    }

    @Test
    void aServicesPortLeadsToTheEndpointsPortOfThatName() {
        service("{'ports':[{'name':'plain','port':80},{'name':'tls','port':443}]}");
        endpoints("[{'addresses':[{'ip':'10.0.0.7'}],'notReadyAddresses':[{'ip':'10.0.0.8'}],"
                + "'ports':[{'name':'plain','port':8080},{'name':'tls','port':8443}]}]");

        assertThat(services.resolve("shop", "hook", "443")).isEqualTo(new Endpoint("10.0.0.7", 8443));
        assertThat(services.resolve("shop", "hook", "plain")).isEqualTo(new Endpoint("10.0.0.7", 8080));
    }

    @Test
    void whatCannotBeReachedIsSaidWithTheServicesName() {
        service("{'ports':[{'port':443}]}");

        assertThatThrownBy(() -> services.resolve("shop", "other", "443")).hasMessage("services \"other\" not found");
        assertThatThrownBy(() -> services.resolve("shop", "hook", "443"))
                .hasMessage("no endpoints available for service \"hook\"");
        assertThatThrownBy(() -> services.resolve("shop", "hook", "444"))
                .hasMessage("no service port 444 found for service \"hook\"");
    }

    @Test
    void anExternalNameIsReachedAtThePortThatWasAskedFor() {
        service("{'type':'ExternalName','externalName':'localhost'}");

        assertThat(services.resolve("shop", "hook", "9443").port()).isEqualTo(9443);
        assertThatThrownBy(() -> services.resolve("shop", "hook", "tls")).hasMessageContaining("port's number");
    }

    @Test
    void anAddressOfTheSixthVersionStandsInBrackets() {
        assertThat(new Endpoint("fd00::7", 8443).uri("https")).hasToString("https://[fd00::7]:8443");
    }

    private void slice(String name, String rest) {
        store.put(
                "discovery.k8s.io",
                "endpointslices",
                "{'metadata':{'namespace':'shop','name':'" + name
                        + "','labels':{'kubernetes.io/service-name':'hook'}},'addressType':'IPv4'," + rest + "}");
    }

    @Test
    void slicesThatSomebodyWroteByHandAreFoundAndComeBeforeEndpoints() {
        service("{'ports':[{'name':'tls','port':443}]}");
        endpoints("[{'addresses':[{'ip':'10.0.0.1'}],'ports':[{'name':'tls','port':1}]}]");
        slice(
                "a",
                "'ports':[{'name':'tls','port':8443}],'endpoints':[{'addresses':['10.0.0.7']},"
                        + "{'addresses':['10.0.0.8'],'conditions':{'ready':false}}]");
        slice(
                "b",
                "'ports':[{'name':'tls','port':9443},{'name':'other','port':80}],'endpoints':[{'addresses':['10.0.0.9'],"
                        + "'conditions':{'ready':true}},{'addresses':['10.0.0.9']}]");

        assertThat(services.all("shop", "hook", "443"))
                .containsExactlyInAnyOrder(new Endpoint("10.0.0.7", 8443), new Endpoint("10.0.0.9", 9443));
    }

    @Test
    void aServiceWhoseSlicesHaveNoReadyEndpointHasNone() {
        service("{'ports':[{'port':443}]}");
        endpoints("[{'addresses':[{'ip':'10.0.0.1'}],'ports':[{'port':1}]}]");
        slice("a", "'ports':[{'port':8443}],'endpoints':[{'addresses':['10.0.0.7'],'conditions':{'ready':false}}]");

        assertThatThrownBy(() -> services.all("shop", "hook", "443"))
                .hasMessage("no endpoints available for service \"hook\"");
    }
}
