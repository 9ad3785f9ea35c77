FROM ghcr.io/Équipe/outil:1
COPY --from=quay.io/example/a–b:1 /a /b
