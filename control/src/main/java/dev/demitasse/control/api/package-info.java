/**
 * The control plane's REST API, the only way in: {@code openapi.yaml} describes it. Who may what, who did what. Depends on
 * the control plane and on Jetty.
 */
@NullMarked
package dev.demitasse.control.api;

import org.jspecify.annotations.NullMarked;
