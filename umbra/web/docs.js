// Starts Swagger UI. A separate file, because the Content-Security-Policy forbids inline scripts.
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers["X-Umbra-Request"] = "1";
    return request;
  },
});
