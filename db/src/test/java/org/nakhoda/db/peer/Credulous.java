package org.nakhoda.db.peer;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Believes whatever certificate it is shown. */
final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        // believed
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        // believed
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
