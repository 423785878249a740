/**
 * The service proxy: Services and EndpointSlices become one nftables table. {@link org.nakhoda.node.proxy.ServiceTable}
 * reads the API's objects, {@link org.nakhoda.node.proxy.Ruleset} states what the table shall hold, its difference from what
 * is there is applied as one nft transaction. All but the last step is pure.
 */
package org.nakhoda.node.proxy;
