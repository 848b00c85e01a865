# The chat as a native program: of the base image it uses the C library only. eng/publish-chat puts the program and its
# page into app/; each host builds the image from both.
ARG BASE
FROM $BASE
COPY app /app
USER 1654
EXPOSE 5000
ENTRYPOINT ["/app/ChatAspire.Web"]
