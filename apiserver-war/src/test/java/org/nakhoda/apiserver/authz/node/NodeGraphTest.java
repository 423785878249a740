package org.nakhoda.apiserver.authz.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.meta.ResourceKey;

class NodeGraphTest {
    private static final ResourceKey SECRET = new ResourceKey(NodeGraph.SECRETS, "shop", "s");

    private final NodeGraph graph = new NodeGraph();

    private static ResourceKey pod(String name) {
        return new ResourceKey(NodeGraph.PODS, "shop", name);
    }

    private void run(String name, String node) {
        graph.put(
                pod(name),
                name,
                Yaml.parse("{metadata: {name: " + name + "}, spec: {nodeName: " + node
                        + ", serviceAccountName: till, imagePullSecrets: [{name: s}]}}"));
    }

    @Test
    void what_two_pods_share_is_related_until_the_last_of_them_has_gone() {
        run("a", "n1");
        run("b", "n1");
        run("c", "n2");

        graph.remove(pod("a"));
        assertThat(graph.related("n1", SECRET)).isTrue();
        graph.remove(pod("b"));
        assertThat(graph.related("n1", SECRET)).isFalse();
        assertThat(graph.related("n2", SECRET)).isTrue();
        assertThat(graph.related("n2", new ResourceKey(NodeGraph.SERVICE_ACCOUNTS, "shop", "till")))
                .isTrue();
        assertThat(graph.related("n2", new ResourceKey(NodeGraph.SECRETS, "other", "s")))
                .isFalse();
    }

    @Test
    void a_pod_that_is_made_anew_elsewhere_leaves_nothing_behind() {
        run("a", "n1");
        run("a", "n2");

        assertThat(graph.related("n1", SECRET)).isFalse();
        assertThat(graph.related("n1", pod("a"))).isFalse();
        assertThat(graph.related("n2", pod("a"))).isTrue();
    }

    @Test
    void a_mirror_is_related_to_its_node_and_what_it_names_is_not() {
        graph.put(
                pod("m"),
                "m",
                Yaml.parse("{metadata: {name: m, annotations: {kubernetes.io/config.mirror: h}}, spec: {nodeName: n1,"
                        + " imagePullSecrets: [{name: s}]}}"));

        assertThat(graph.related("n1", pod("m"))).isTrue();
        assertThat(graph.related("n1", SECRET)).isFalse();
    }

    @Test
    void a_volume_is_related_through_its_claim_and_its_secrets_through_it() {
        ResourceKey volume = new ResourceKey(NodeGraph.VOLUMES, "", "v");
        graph.put(
                volume,
                "v",
                Yaml.parse("{spec: {claimRef: {namespace: shop, name: a-data}, csi: {nodePublishSecretRef: {name: s,"
                        + " namespace: shop}}}}"));
        graph.put(
                pod("a"),
                "a",
                Yaml.parse("{metadata: {name: a}, spec: {nodeName: n1, volumes: [{name: data, ephemeral: {}}]}}"));

        assertThat(graph.related("n1", volume)).isTrue();
        assertThat(graph.related("n1", SECRET)).isTrue();
        assertThat(graph.related("n2", SECRET)).isFalse();

        graph.removeAll(NodeGraph.VOLUMES);
        assertThat(graph.related("n1", volume)).isFalse();
        assertThat(graph.related("n1", SECRET)).isFalse();
        assertThat(graph.related("n1", pod("a"))).isTrue();
    }
}
