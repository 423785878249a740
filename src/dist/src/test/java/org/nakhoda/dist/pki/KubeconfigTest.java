package org.nakhoda.dist.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
