package org.nakhoda.bench;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Many watchers of one namespace, in which one object changes again and again: how long a change takes from the moment that its
 * writer sends it to the moment that a watcher has its event, and whether every watcher gets every one.
 *
 * <p>Arguments: the kubeconfig file, the cluster's CA file, and if other than 1000, 100 and 30: the watchers, the changes a
 * second, and for how many seconds.
 */
public final class WatchFanOut {
    private static final String NAMESPACE = "nakhoda-bench-watch";
    private static final int WATCHES_A_CONNECTION = 50;
    private static final long PATIENCE_SECONDS = 60;

    private final Cluster cluster;
    private final int watchers;
    private final int changes;
    private final long[] sent;
    private final Delays delays = new Delays();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<Throwable> firstFault = new AtomicReference<>();
    private final CountDownLatch all;

    private WatchFanOut(Cluster cluster, int watchers, int changes) {
        this.cluster = cluster;
        this.watchers = watchers;
        this.changes = changes;
        this.sent = new long[changes];
        this.all = new CountDownLatch(watchers);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, GeneralSecurityException {
        if (arguments.length < 2) {
            System.err.println("usage: WatchFanOut KUBECONFIG CA-FILE [WATCHERS [CHANGES-A-SECOND [SECONDS]]]");
            return;
        }
        int watchers = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1000;
        int rate = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 100;
        int seconds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 30;
        try (Cluster cluster = new Cluster(Path.of(arguments[0]), List.of(NAMESPACE))) {
            cluster.describe();
            System.out.printf(
                    "load: %d watchers, %d to a connection, %d changes a second for %d s%n%n",
                    watchers, WATCHES_A_CONNECTION, rate, seconds);
            new WatchFanOut(cluster, watchers, rate * seconds).run(Path.of(arguments[1]), rate);
        }
    }

    private void run(Path ca, int rate) throws IOException, InterruptedException, GeneralSecurityException {
        String token = cluster.token();
        ConfigMap watched = cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("watched")
                        .endMetadata()
                        .build())
                .create();
        Thread.sleep(1000);
        SSLContext trust = trusting(ca);
        List<HttpClient> clients = new ArrayList<>();
        CountDownLatch open = new CountDownLatch(watchers);
        for (int i = 0; i < watchers; i++) {
            if (i % WATCHES_A_CONNECTION == 0) {
                clients.add(HttpClient.newBuilder().sslContext(trust).build());
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.server() + "/api/v1/namespaces/" + NAMESPACE
                            + "/configmaps?watch=1&resourceVersion="
                            + watched.getMetadata().getResourceVersion()))
                    .header("Authorization", "Bearer " + token)
                    .build();
            clients.get(clients.size() - 1)
                    .sendAsync(request, answer -> {
                        if (answer.statusCode() != 200) {
                            throw new CompletionException(new IOException("a watch got " + answer.statusCode()));
                        }
                        open.countDown();
                        return HttpResponse.BodySubscribers.fromSubscriber(new Watcher());
                    })
                    .whenComplete(this::ended);
        }
        if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(
                    open.getCount() + " watches did not open within " + PATIENCE_SECONDS + " s", firstFault.get());
        }
        change(rate);
        all.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long wanted = (long) watchers * changes;
        System.out.printf(
                Locale.ROOT,
                "events: %d of %d, watches that ended early: %d%nfrom sending a change to its event, median / p99 / longest: %s%n",
                received.get(),
                wanted,
                ended.get(),
                delays);
    }

    private void ended(HttpResponse<?> answer, Throwable fault) {
        ended.incrementAndGet();
        if (fault != null) {
            firstFault.compareAndSet(null, fault);
        }
    }

    /** Evenly in time: a change that is late does not make the next ones late. */
    private void change(int rate) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < changes; i++) {
            long due = start + i * 1_000_000_000L / rate;
            long early = due - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            String number = String.format(Locale.ROOT, "%07d", i);
            sent[i] = System.nanoTime();
            cluster.client()
                    .configMaps()
                    .inNamespace(NAMESPACE)
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace(NAMESPACE)
                            .withName("watched")
                            .endMetadata()
                            .addToData("number", number)
                            .build())
                    .update();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "changes: %d in %.1f s%n", changes, seconds);
    }

    private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new java.io.ByteArrayInputStream(Files.readAllBytes(ca))));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** Looks for the number of the change in the bytes: reading them as JSON would measure this program. */
    private final class Watcher implements Flow.Subscriber<List<ByteBuffer>> {
        private static final byte[] MARK = "\"number\":\"".getBytes(StandardCharsets.US_ASCII);
        private static final int DIGITS = 7;
        private int matched;
        private int digits;
        private int number;
        private int seen;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            long now = System.nanoTime();
            for (ByteBuffer piece : pieces) {
                while (piece.hasRemaining()) {
                    next(piece.get(), now);
                }
            }
        }

        private void next(byte octet, long now) {
            if (matched < MARK.length) {
                matched = octet == MARK[matched] ? matched + 1 : octet == MARK[0] ? 1 : 0;
                return;
            }
            number = number * 10 + octet - '0';
            if (++digits == DIGITS) {
                delays.add(now - sent[number]);
                received.incrementAndGet();
                matched = 0;
                digits = 0;
                number = 0;
                if (++seen == changes) {
                    all.countDown();
                }
            }
        }

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onComplete() {}
    }
}
