package org.nakhoda.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.JsonNode;

class QuotaTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final GroupResource PODS = GroupResource.core("pods");

    @Test
    void a_pod_counts_what_its_containers_take_together_and_its_init_containers_at_their_peak() {
        assertThat(usage(PODS, """
                spec:
                  initContainers:
                  - {name: side, restartPolicy: Always, resources: {requests: {cpu: 100m}}}
                  - {name: setup, resources: {requests: {cpu: 2, memory: 1Gi}}}
                  containers:
                  - {name: a, resources: {requests: {cpu: 500m}, limits: {memory: 1Gi}}}
                  - {name: b, resources: {requests: {cpu: 500m, ephemeral-storage: 1Gi}}}
                  overhead: {cpu: 50m, memory: 10Mi}
                """))
                .isEqualTo("count/pods=1,cpu=2150m,ephemeral-storage=1Gi,limits.memory=1034Mi,memory=1034Mi,pods=1,"
                        + "requests.cpu=2150m,requests.ephemeral-storage=1Gi,requests.memory=1034Mi");
    }

    @Test
    void what_is_said_for_the_pod_counts_instead_of_the_sum_and_devices_and_huge_pages_count_by_their_names() {
        assertThat(usage(PODS, """
                spec:
                  resources: {requests: {cpu: 3}}
                  containers:
                  - name: a
                    resources: {requests: {cpu: 1, hugepages-2Mi: 4Mi, nvidia.com/gpu: 2}}
                """))
                .isEqualTo("count/pods=1,cpu=3,hugepages-2Mi=4Mi,pods=1,requests.cpu=3,requests.hugepages-2Mi=4Mi,"
                        + "requests.nvidia.com/gpu=2");
    }

    @Test
    void a_pod_that_is_being_resized_counts_with_the_most_of_what_it_has_and_wants() {
        String pod = """
                spec: {containers: [{name: a, resources: {requests: {cpu: 1}}}]}
                status:
                  containerStatuses: [{name: a, allocatedResources: {cpu: 2}, resources: {requests: {cpu: 2}}}]
                """;

        assertThat(usage(PODS, pod)).contains("requests.cpu=2");
        assertThat(usage(PODS, pod.replace("cpu: 1}", "cpu: 9}"))).contains("requests.cpu=9");
        assertThat(usage(
                        PODS,
                        pod.replace("cpu: 1}", "cpu: 9}")
                                + "  conditions: [{type: PodResizePending, reason: Infeasible}]"))
                .contains("requests.cpu=2");
    }

    @Test
    void a_pod_that_has_ended_or_is_overdue_to_go_takes_nothing() {
        assertThat(usage(PODS, "status: {phase: Failed}")).isEqualTo("count/pods=1");
        String deleted = "{metadata: {deletionTimestamp: \"%s\", deletionGracePeriodSeconds: 30}, spec: {}}";
        assertThat(usage(PODS, deleted.formatted("2026-11-26T11:59:00Z"))).isEqualTo("count/pods=1");
        assertThat(usage(PODS, deleted.formatted("2026-11-26T11:59:50Z"))).isEqualTo("count/pods=1,pods=1");
    }

    @Test
    void claims_of_devices_count_each_class_at_its_most() {
        assertThat(usage(new GroupResource("resource.k8s.io", "resourceclaims"), """
                spec:
                  devices:
                    requests:
                    - {name: a, exactly: {deviceClassName: gpu, count: 2}}
                    - {name: b, exactly: {deviceClassName: nic, allocationMode: All}}
                    - {name: c, firstAvailable: [{deviceClassName: gpu, count: 1}, {deviceClassName: gpu, count: 4}]}
                """))
                .isEqualTo("count/resourceclaims.resource.k8s.io=1,gpu.deviceclass.resource.k8s.io/devices=6,"
                        + "nic.deviceclass.resource.k8s.io/devices=32");
    }

    @Test
    void load_balancers_without_ports_of_nodes_count_the_ports_that_they_have_all_the_same() {
        GroupResource services = GroupResource.core("services");
        String balancer = "spec: {type: LoadBalancer, %sports: [{port: 1, nodePort: 30000}, {port: 2}]}";

        assertThat(usage(services, balancer.formatted(""))).contains("services.nodeports=2");
        assertThat(usage(services, balancer.formatted("allocateLoadBalancerNodePorts: false, ")))
                .contains("services.nodeports=1", "services.loadbalancers=1");
    }

    @Test
    void a_scope_is_for_the_kind_that_it_is_about() {
        JsonNode claim = Yaml.parse(
                "{spec: {volumeAttributesClassName: gold}, status: {currentVolumeAttributesClassName:" + " silver}}");

        for (String name : new String[] {"gold", "silver"}) {
            assertThat(quota("{scopeName: VolumeAttributesClass, operator: In, values: [" + name + "]}")
                            .covers(Measures.of(GroupResource.core("persistentvolumeclaims")), claim))
                    .isTrue();
        }
        assertThat(quota("{scopeName: VolumeAttributesClass, operator: In, values: [iron]}")
                        .covers(Measures.of(GroupResource.core("persistentvolumeclaims")), claim))
                .isFalse();
        assertThat(quota("{scopeName: PriorityClass, operator: DoesNotExist}")
                        .covers(Measures.of(PODS), Yaml.parse("{}")))
                .isTrue();
        assertThat(quota("{scopeName: BestEffort, operator: Exists}")
                        .covers(Measures.of(GroupResource.core("services")), Yaml.parse("{}")))
                .isFalse();
    }

    private static Quota quota(String expression) {
        return Quota.of(Yaml.parse("{metadata: {name: q}, spec: {scopeSelector: {matchExpressions: [" + expression
                + "]}}, status: {hard: {pods: 1, services: 1, requests.storage: 1Gi}}}"));
    }

    @Test
    void a_quota_says_which_resources_it_counts() {
        assertThat(Measures.concerned(Set.of(
                        "limits.cpu",
                        "secrets",
                        "count/jobs.batch",
                        "gold.storageclass.storage.k8s.io/requests.storage")))
                .containsExactlyInAnyOrder(
                        PODS,
                        GroupResource.core("secrets"),
                        new GroupResource("batch", "jobs"),
                        GroupResource.core("persistentvolumeclaims"));
        assertThat(Measures.concerned(Set.of("requests.nvidia.com/gpu"))).containsExactly(PODS);
    }

    private static String usage(GroupResource resource, String object) {
        return Measures.of(resource).usage(Yaml.parse(object), NOW).toString();
    }
}
