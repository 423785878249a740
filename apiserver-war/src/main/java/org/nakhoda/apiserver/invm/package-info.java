/**
 * The client library over the request pipeline, without sockets: how the scheduler and the controllers inside the WAR
 * reach the cluster, past authorization, admission and validation like anyone else.
 */
package org.nakhoda.apiserver.invm;
