package org.nakhoda.apiserver.invm;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.ApiHandler;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.client.connect.Serialization;

/** Gives the components of this process clients that talk to the pipeline directly. */
public final class InVmControlPlane implements ControlPlane {
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final ApiHandler api;
    private final BooleanSupplier leading;
    private final BooleanSupplier serving;
    private final Executor executor;

    /** Of a process that is alone: there is nothing to be read while it does not lead. */
    public InVmControlPlane(ApiHandler api, BooleanSupplier leading, Executor executor) {
        this(api, leading, leading, executor);
    }

    /**
     * @param api the pipeline
     * @param leading whether components may work now
     * @param serving whether they may look
     * @param executor carries watches and informers; must not be bounded
     */
    public InVmControlPlane(ApiHandler api, BooleanSupplier leading, BooleanSupplier serving, Executor executor) {
        this.api = api;
        this.leading = leading;
        this.serving = serving;
        this.executor = executor;
    }

    @Override
    public KubernetesClient clientFor(String user) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://in-vm.invalid/")
                .withUserAgent(component(user))
                .withOnlyHttpWatches(true)
                .withWatchList(false)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(200)
                .withWatchReconnectLimit(-1)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new InVmHttpClientFactory(api, identity(user), executor))
                .withTaskExecutor(executor)
                .withKubernetesSerialization(Serialization.lean())
                .build();
    }

    /** As which component a user manages fields: controllers do as one, whatever their accounts. */
    private static String component(String user) {
        return user.startsWith(SERVICE_ACCOUNT) ? "kube-controller-manager" : user.substring(user.indexOf(':') + 1);
    }

    @Override
    public boolean leading() {
        return leading.getAsBoolean();
    }

    @Override
    public boolean serving() {
        return serving.getAsBoolean();
    }

    /** The groups that authentication would have found for this user. */
    static UserInfo identity(String user) {
        if (!user.startsWith(SERVICE_ACCOUNT)) {
            return new UserInfo(user, "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of());
        }
        String[] account = user.substring(SERVICE_ACCOUNT.length()).split(":", -1);
        if (account.length != 2) {
            throw new IllegalArgumentException(
                    "\"" + user + "\" is no service account: " + SERVICE_ACCOUNT + "NAMESPACE:NAME is expected");
        }
        return new UserInfo(
                user,
                "",
                Set.of(
                        UserInfo.GROUP_AUTHENTICATED,
                        UserInfo.GROUP_SERVICE_ACCOUNTS,
                        UserInfo.GROUP_SERVICE_ACCOUNTS + ":" + account[0]),
                Map.of());
    }
}
