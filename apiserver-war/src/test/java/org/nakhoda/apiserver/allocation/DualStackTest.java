package org.nakhoda.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.core.ServiceKind;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.networking.IpAddressKind;
import org.nakhoda.api.settings.InvalidSettingsException;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.memory.MemoryStore;
import tools.jackson.databind.node.ObjectNode;

class DualStackTest {
    private final MemoryStore store = new MemoryStore();

    /** A cluster with certain ranges, whose services are only defaulted and given addresses. */
    private final class Cluster {
        private final List<IpRange> ranges;
        private final Ledger ledger;
        private final ServiceAllocation allocation;

        Cluster(String... ranges) {
            this.ranges = Arrays.stream(ranges).map(IpRange::parse).toList();
            this.ledger = new Ledger(store, this.ranges, RandomGenerator.getDefault());
            this.allocation = new ServiceAllocation(ledger, new Settings.PortRange(30000, 30099));
        }

        ObjectNode create(String name, String spec) {
            return write(name, spec, null);
        }

        ObjectNode write(String name, String spec, ObjectNode old) {
            ObjectNode object = json("{'metadata':{'namespace':'shop','name':'" + name + "'},'spec':" + spec + "}");
            AdmissionRequest request = request(ServiceKind.declare(), name, object, old);
            if (old != null) {
                new KeptAllocations().mutate(request);
            }
            new ServiceFamilies(ranges).mutate(request);
            WriteHook.Reservation reservation = allocation.reserve(request);
            store.put("", "services", object.toString());
            reservation.committed();
            return object;
        }
    }

    private static AdmissionRequest request(
            org.nakhoda.api.catalogue.ResourceType type, String name, ObjectNode object, ObjectNode old) {
        return new AdmissionRequest(
                old == null ? Operation.CREATE : Operation.UPDATE,
                type,
                "shop",
                name,
                "",
                object,
                old,
                UserInfo.anonymous(),
                false);
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }

    private static String families(ObjectNode service) {
        return service.at("/spec/ipFamilyPolicy").asString() + " "
                + service.at("/spec/ipFamilies").toString().replace("\"", "");
    }

    @Test
    void theClustersFirstFamilyIsTheDefaultOne() {
        Cluster six = new Cluster("fd00:96::/108", "10.96.0.0/24");

        ObjectNode service = six.create("a", "{}");

        assertThat(families(service)).isEqualTo("SingleStack [IPv6]");
        assertThat(service.at("/spec/clusterIP").asString()).startsWith("fd00:96::");
        assertThat(service.at("/spec/clusterIPs")).hasSize(1);
    }

    @Test
    void twoFamiliesGiveAnAddressOfEachInTheOrderThatIsAskedFor() {
        Cluster dual = new Cluster("10.96.0.0/24", "fd00:96::/108");

        ObjectNode preferred = dual.create("a", "{'ipFamilyPolicy':'PreferDualStack'}");
        ObjectNode sixFirst = dual.create("b", "{'ipFamilyPolicy':'RequireDualStack','ipFamilies':['IPv6']}");

        assertThat(families(preferred)).isEqualTo("PreferDualStack [IPv4,IPv6]");
        assertThat(preferred.at("/spec/clusterIPs")).hasSize(2);
        assertThat(preferred.at("/spec/clusterIPs/1").asString()).startsWith("fd00:96::");
        assertThat(families(sixFirst)).isEqualTo("RequireDualStack [IPv6,IPv4]");
        assertThat(sixFirst.at("/spec/clusterIP")).isEqualTo(sixFirst.at("/spec/clusterIPs/0"));
        assertThat(sixFirst.at("/spec/clusterIP").asString()).startsWith("fd00:96::");
    }

    @Test
    void preferringTwoFamiliesIsNoFaultWhereThereIsOneAndRequiringThemIs() {
        Cluster single = new Cluster("10.96.0.0/24");

        assertThat(families(single.create("a", "{'ipFamilyPolicy':'PreferDualStack'}")))
                .isEqualTo("PreferDualStack [IPv4]");
        assertThatThrownBy(() -> single.create("b", "{'ipFamilyPolicy':'RequireDualStack'}"))
                .hasMessageContaining("spec.ipFamilyPolicy")
                .hasMessageContaining("not configured for dual-stack");
        assertThatThrownBy(() -> single.create("c", "{'ipFamilies':['IPv6']}"))
                .hasMessageContaining("spec.ipFamilies[0]")
                .hasMessageContaining("not configured on this cluster");
        assertThatThrownBy(() -> single.create("d", "{'clusterIP':'fd00:96::5'}"))
                .hasMessageContaining("IPv6 is not configured on this cluster");
    }

    @Test
    void anAddressTellsItsFamilyHoweverItIsWritten() {
        Cluster dual = new Cluster("10.96.0.0/24", "fd00:96::/108");

        ObjectNode service = dual.create("a", "{'clusterIP':'FD00:96:0::5'}");

        assertThat(families(service)).isEqualTo("SingleStack [IPv6]");
        assertThatThrownBy(() -> dual.create("b", "{'clusterIP':'fd00:96::5'}"))
                .hasMessageContaining("already allocated");
    }

    @Test
    void headlessServicesWithoutASelectorAreOfBothFamiliesAnywhere() {
        Cluster single = new Cluster("10.96.0.0/24");

        assertThat(families(single.create("a", "{'clusterIP':'None'}"))).isEqualTo("RequireDualStack [IPv4,IPv6]");
        assertThat(families(single.create("b", "{'clusterIP':'None','selector':{'app':'x'}}")))
                .isEqualTo("SingleStack [IPv4]");
    }

    @Test
    void anUpgradeAddsAnAddressAndADowngradeGivesItBack() {
        Cluster dual = new Cluster("10.96.0.0/24", "fd00:96::/108");
        ObjectNode one = dual.create("a", "{}");

        ObjectNode two = dual.write("a", "{'ipFamilyPolicy':'PreferDualStack'}", one.deepCopy());
        String second = two.at("/spec/clusterIPs/1").asString();
        ObjectNode again = two.deepCopy();
        ((ObjectNode) again.get("spec")).put("ipFamilyPolicy", "SingleStack");
        ObjectNode back = dual.write("a", again.get("spec").toString(), two.deepCopy());

        assertThat(two.at("/spec/clusterIPs/0")).isEqualTo(one.at("/spec/clusterIPs/0"));
        assertThat(second).startsWith("fd00:96::");
        assertThat(families(back)).isEqualTo("SingleStack [IPv4]");
        assertThat(back.at("/spec/clusterIPs")).hasSize(1);
        assertThat(dual.create("b", "{'clusterIP':'" + second + "'}")
                        .at("/spec/clusterIP")
                        .asString())
                .isEqualTo(second);
    }

    @Test
    void aPreferenceIsNotFollowedByAnUpdateThatSaysNothingNew() {
        ObjectNode before = new Cluster("10.96.0.0/24").create("a", "{'ipFamilyPolicy':'PreferDualStack'}");
        Cluster grown = new Cluster("10.96.0.0/24", "fd00:96::/108");

        ObjectNode after = grown.write("a", before.get("spec").toString(), before.deepCopy());

        assertThat(families(after)).isEqualTo("PreferDualStack [IPv4]");
        assertThat(after.at("/spec/clusterIPs")).hasSize(1);
    }

    @Test
    void anotherServiceRangeExtendsTheFirstUnlessItIsLeaving() {
        Cluster cluster = new Cluster("10.96.0.0/28");
        for (int i = 0; i < 14; i++) {
            cluster.create("s" + i, "{}");
        }
        assertThatThrownBy(() -> cluster.create("more", "{}")).hasMessageContaining("add a ServiceCIDR");

        store.put(
                "networking.k8s.io", "servicecidrs", "{'metadata':{'name':'more'},'spec':{'cidrs':['10.97.0.0/24']}}");
        assertThat(cluster.create("more", "{}").at("/spec/clusterIP").asString())
                .startsWith("10.97.0.");

        store.put(
                "networking.k8s.io",
                "servicecidrs",
                "{'metadata':{'name':'more','deletionTimestamp':'2026-01-01T00:00:00Z'},'spec':{'cidrs':['10.97.0.0/24']}}");
        assertThatThrownBy(() -> cluster.create("last", "{}"))
                .hasMessageContaining("no address of 10.96.0.0/28 is free");
        Ledger.View view = cluster.ledger.view();
        assertThat(RangeObjects.isNeeded(view.ranges().get("more"), view)).isTrue();
        store.remove("", "services", "shop", "more");
        Ledger.View later = cluster.ledger.view();
        assertThat(RangeObjects.isNeeded(later.ranges().get("more"), later)).isFalse();
    }

    @Test
    void anAddressObjectMadeByHandReservesAndAMirrorDoesNot() {
        Cluster cluster = new Cluster("10.96.0.0/24");
        store.put("networking.k8s.io", "ipaddresses", "{'metadata':{'name':'10.96.0.5'}}");
        store.put(
                "networking.k8s.io",
                "ipaddresses",
                "{'metadata':{'name':'10.96.0.6','labels':{'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io'}}}");

        assertThatThrownBy(() -> cluster.create("a", "{'clusterIP':'10.96.0.5'}"))
                .hasMessageContaining("already allocated");
        cluster.create("b", "{'clusterIP':'10.96.0.6'}");
        AddressAllocation byHand = new AddressAllocation(cluster.ledger);
        assertThatThrownBy(() -> byHand.reserve(
                        request(IpAddressKind.declare(), "10.96.0.6", json("{'metadata':{'name':'10.96.0.6'}}"), null)))
                .hasMessageContaining("already exists");
    }

    @Test
    void whatTwoServicesHoldOrNoRangeHasIsFound() {
        Cluster cluster = new Cluster("10.96.0.0/24");
        store.put("", "services", service("a", "10.96.0.9", 30001));
        store.put("", "services", service("b", "10.96.0.9", 30001));
        store.put("", "services", service("c", "10.99.0.9", 31000));

        assertThat(AddressRepair.findings(cluster.ledger.view(), cluster.ranges, new Settings.PortRange(30000, 30099)))
                .extracting(finding -> finding.service().name() + " " + finding.reason())
                .containsExactlyInAnyOrder(
                        "b ClusterIPAlreadyAllocated",
                        "b PortAlreadyAllocated",
                        "c ClusterIPOutOfRange",
                        "c PortOutOfRange");
    }

    private static String service(String name, String address, int port) {
        return "{'metadata':{'namespace':'shop','name':'" + name + "'},'spec':{'clusterIP':'" + address
                + "','clusterIPs':['" + address + "'],'ports':[{'port':80,'nodePort':" + port + "}]}}";
    }

    @Test
    void aHugeRangeGivesAddressesBeyondItsStaticBand() {
        IpRange range = IpRange.parse("fd00:96::/64");

        Ledger.Pool<String> pool = Pools.addresses(range);

        assertThat(pool.dynamicFrom()).isEqualTo(256);
        assertThat(pool.at(0)).isEqualTo("fd00:96::1");
        assertThat(pool.at(pool.size() - 1))
                .satisfies(last -> assertThat(range.usable(last)).isTrue());
        assertThat(range.usable("fd00:96::")).isFalse();
    }

    @Test
    void settingsNameOneNetworkOfEachFamily() {
        assertThat(settings("10.96.0.0/24, fd00:96::/108").serviceCidrs())
                .extracting(IpRange::toString)
                .containsExactly("10.96.0.0/24", "fd00:96::/108");
        assertThat(settings("fd00:96::/108,10.96.0.0/24").serviceCidr().toString())
                .isEqualTo("10.96.0.0/24");
        assertThatThrownBy(() -> settings("fd00:96::/108"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("name one IPv4 network");
        assertThatThrownBy(() -> settings("10.96.0.0/24,fd00:96::1/108")).hasMessageContaining("fd00:96::/108");
        assertThatThrownBy(() -> settings("10.96.0.0/24,fd00::/48")).hasMessageContaining("from 64 to 124");
    }

    private static Settings settings(String ranges) {
        return Settings.of(
                Map.of("data-dir", "/tmp/x", "node-name", "n", "node-address", "10.0.0.1", "service-cidr", ranges));
    }
}
