/** The masters as a part of the API: how a new one joins, what people are told of them, and what refusals mean to clients. */
package org.nakhoda.apiserver.masters;
