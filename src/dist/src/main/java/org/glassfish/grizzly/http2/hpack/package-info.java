/**
 * What takes the place of classes of the application server's HTTP engine, found before them on the master's class path.
 * Each of them is to go when the engine has a better one.
 */
package org.glassfish.grizzly.http2.hpack;
