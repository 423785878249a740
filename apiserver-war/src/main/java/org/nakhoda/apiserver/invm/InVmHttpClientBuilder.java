package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import java.util.concurrent.atomic.AtomicBoolean;

/** Connection settings mean nothing here; interceptors and tags are kept, as the client library expects. */
final class InVmHttpClientBuilder
        extends StandardHttpClientBuilder<InVmHttpClient, InVmHttpClientFactory, InVmHttpClientBuilder> {
    InVmHttpClientBuilder(InVmHttpClientFactory factory) {
        super(factory);
    }

    @Override
    public InVmHttpClient build() {
        AtomicBoolean closed = client == null ? new AtomicBoolean() : client.getClosed();
        return new InVmHttpClient(this, closed, clientFactory);
    }

    @Override
    protected InVmHttpClientBuilder newInstance(InVmHttpClientFactory factory) {
        return new InVmHttpClientBuilder(factory);
    }
}
