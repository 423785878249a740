package org.nakhoda.api.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class ServiceStoriesTest {
    private static final Story SERVICES = Story.of("", "v1", "Service");

    private static String service(String spec) {
        return "{'metadata':{'name':'web','namespace':'default'},'spec':" + spec + "}";
    }

    @Test
    void aMinimalServiceGetsKubernetesDefaults() {
        ObjectNode service = SERVICES.created(service("{'ports':[{'port':80}]}"));
        assertThat(service.get("spec"))
                .isEqualTo(json("{'ports':[{'port':80,'protocol':'TCP','targetPort':80}],'sessionAffinity':'None',"
                        + "'type':'ClusterIP','internalTrafficPolicy':'Cluster'}"));
        assertThat(service.get("status")).isEqualTo(json("{'loadBalancer':{}}"));
    }

    @Test
    void affinityByClientLastsThreeHoursUnlessSaid() {
        ObjectNode service = SERVICES.created(service("{'ports':[{'port':80}],'sessionAffinity':'ClientIP'}"));
        assertThat(service.at("/spec/sessionAffinityConfig/clientIP/timeoutSeconds")
                        .asInt())
                .isEqualTo(10800);
    }

    @Test
    void namesArePortsAreAndRangesAreChecked() {
        assertThat(SERVICES.faults("{'metadata':{'name':'1web','namespace':'default'},'spec':{'ports':[{'port':0},"
                        + "{'port':81,'name':'a','nodePort':30000}]}}"))
                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                .containsExactlyInAnyOrder(
                        "metadata.name",
                        "spec.ports[0].name",
                        "spec.ports[0].port",
                        "spec.ports[0].targetPort",
                        "spec.ports[1].nodePort");
    }

    @Test
    void aHeadlessServiceNeedsNoPortsAndOthersDo() {
        assertThat(SERVICES.faults(service("{'clusterIP':'None'}"))).isEmpty();
        assertThat(SERVICES.faults(service("{}"))).containsExactly("spec.ports: Required value");
    }

    @Test
    void anUpdateThatDoesNotRepeatWhatWasAllocatedKeepsIt() {
        ObjectNode old = SERVICES.created(
                service("{'type':'NodePort','clusterIP':'10.96.0.5','ports':[{'port':80," + "'nodePort':30080}]}"));
        ObjectNode update = json(service("{'type':'NodePort','ports':[{'port':80}]}"));
        assertThat(SERVICES.updateFaults(update, old)).isEmpty();
        assertThat(update.at("/spec/clusterIP").asString()).isEqualTo("10.96.0.5");
        assertThat(update.at("/spec/ports/0/nodePort").asInt()).isEqualTo(30080);
    }

    @Test
    void theClusterAddressCannotChange() {
        ObjectNode old = SERVICES.created(service(addresses("10.96.0.5")));
        ObjectNode update = SERVICES.created(service(addresses("10.96.0.6")));
        assertThat(SERVICES.updateFaults(update, old))
                .containsExactly("spec.clusterIPs[0]: Invalid value: \"10.96.0.6\": may not change once set");
    }

    private static String addresses(String only) {
        return "{'clusterIP':'" + only + "','clusterIPs':['" + only + "'],'ports':[{'port':80}]}";
    }

    @Test
    void twoAddressesAreOneOfEachFamilyInTheOrderOfTheFamilies() {
        String both = "{'clusterIP':'10.96.0.5','clusterIPs':['10.96.0.5',%s],'ipFamilyPolicy':'%s',"
                + "'ipFamilies':['IPv4','IPv6'],'ports':[{'port':80}]}";
        assertThat(SERVICES.faults(service(both.formatted("'fd00::5'", "PreferDualStack"))))
                .isEmpty();
        assertThat(SERVICES.faults(service(both.formatted("'10.96.0.6'", "RequireDualStack"))))
                .singleElement()
                .asString()
                .contains("may specify no more than one IP for each IP family");
        assertThat(SERVICES.faults(service(both.formatted("'fd00::5'", "SingleStack"))))
                .anyMatch(fault -> fault.contains("when multiple values are specified in `clusterIPs`"))
                .anyMatch(fault -> fault.contains("when multiple values are specified in `ipFamilies`"));
    }

    @Test
    void theSecondAddressGoesOnlyWithThePolicy() {
        String old = "{'clusterIP':'10.96.0.5','clusterIPs':['10.96.0.5','fd00::5'],'ipFamilyPolicy':"
                + "'RequireDualStack','ipFamilies':['IPv4','IPv6'],'ports':[{'port':80}]}";
        String one = "{'clusterIP':'10.96.0.5','clusterIPs':['10.96.0.5'],'ipFamilyPolicy':'%s',"
                + "'ipFamilies':['IPv4'],'ports':[{'port':80}]}";
        ObjectNode before = SERVICES.created(service(old));
        assertThat(SERVICES.updateFaults(json(service(one.formatted("SingleStack"))), before))
                .isEmpty();
        assertThat(SERVICES.updateFaults(json(service(one.formatted("PreferDualStack"))), before))
                .hasSize(2)
                .allMatch(fault -> fault.contains("must be set to 'SingleStack' when releasing"));
    }

    @Test
    void portsAreShownWithTheirNodePorts() {
        ObjectNode service = json("{'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},"
                + "{'port':53,'protocol':'UDP'}]}}");
        assertThat(SERVICES.cell("Port(s)", service)).isEqualTo("80:30080/TCP,53/UDP");
        assertThat(SERVICES.cell("External-IP", service)).isEqualTo("<none>");
    }
}
