package org.nakhoda.dist.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KubeconfigTest {
    @Test
    void aClientLibraryReadsServerAuthorityAndCertificate() {
        String kubeconfig = Kubeconfig.render("https://127.0.0.1:6443", "CA", "CERT", "KEY");

        Config config = Config.fromKubeconfig(kubeconfig);

        assertThat(config.getMasterUrl()).startsWith("https://127.0.0.1:6443");
        assertThat(config.getCaCertData()).isEqualTo(base64("CA"));
        assertThat(config.getClientCertData()).isEqualTo(base64("CERT"));
        assertThat(config.getClientKeyData()).isEqualTo(base64("KEY"));
    }

    @Test
    void eachOfSeveralMastersHasAContextOfItsName() {
        String kubeconfig = Kubeconfig.renderAll(
                new TreeMap<>(Map.of("one", "https://10.0.0.1:6443", "two", "https://10.0.0.2:7443")),
                "two",
                "CA",
                "CERT",
                "KEY");

        assertThat(Config.fromKubeconfig(kubeconfig).getMasterUrl()).startsWith("https://10.0.0.2:7443");
        Config one = Config.fromKubeconfig("one", kubeconfig, null);
        assertThat(one.getMasterUrl()).startsWith("https://10.0.0.1:6443");
        assertThat(one.getClientCertData()).isEqualTo(base64("CERT"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
