# The chat on a .NET runtime. eng/publish-chat puts the published chat into app/; each host builds the image from both.
ARG BASE
FROM $BASE
COPY app /app
USER 1654
EXPOSE 5000
ENTRYPOINT ["dotnet", "/app/ChatAspire.Web.dll"]
