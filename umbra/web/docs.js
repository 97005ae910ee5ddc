// Starts the pages to try the API on; a file of its own, because the page allows no inline script.
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers["X-Umbra-Request"] = "1";
    return request;
  },
});
