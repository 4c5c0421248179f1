(ns example.ring
  "A handler as Ring's specification has it, a function from request maps to response maps, and the few lines that serve
  it with the JDK's HTTP server. Ring's own adapters are not on Maven Central."
  (:require [clojure.string :as string])
  (:import (com.sun.net.httpserver HttpExchange HttpHandler HttpServer)
           (java.net InetSocketAddress)
           (java.util.concurrent Executors))
  (:gen-class))

(def ^:private port 8080)

(defn- words [uri]
  (remove string/blank? (string/split uri #"/")))

(defn handler [{:keys [request-method uri]}]
  (if (= request-method :get)
    {:status 200
     :headers {"Content-Type" "text/plain; charset=utf-8"}
     :body (str "Hello from Clojure" (when-let [asked (seq (words uri))] (str ", " (string/join " and " asked))) "\n")}
    {:status 405 :headers {"Allow" "GET"} :body ""}))

(defn- request [^HttpExchange exchange]
  {:request-method (keyword (string/lower-case (.getRequestMethod exchange)))
   :uri (.getPath (.getRequestURI exchange))})

(defn- respond [^HttpExchange exchange {:keys [status headers ^String body]}]
  (doseq [[^String name ^String value] headers]
    (.set (.getResponseHeaders exchange) name value))
  (let [bytes (.getBytes body "UTF-8")]
    (.sendResponseHeaders exchange status (if (zero? (alength bytes)) -1 (alength bytes)))
    (with-open [out (.getResponseBody exchange)]
      (.write out bytes))))

(defn -main [& _]
  (doto (HttpServer/create (InetSocketAddress. (int port)) 0)
    (.createContext "/" (reify HttpHandler
                          (handle [_ exchange] (respond exchange (handler (request exchange))))))
    (.setExecutor (Executors/newVirtualThreadPerTaskExecutor))
    (.start))
  (println "Listening on port" port))
