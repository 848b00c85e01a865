using System.Net.Sockets;
using ChatAspire.ServiceDefaults;
using ChatAspire.Web;
using ChatAspire.Web.Endpoints;
using ChatAspire.Web.Options;
using ChatAspire.Web.RoomLog;
using Microsoft.AspNetCore.Connections;

try
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory, // wherever it is started from, the page lies beside the program
    });
    builder.AddServiceDefaults();
    builder.AddRedisClient("redis", configureOptions: RedisConnection.Configure);
    builder.AddChat();

    await using var app = builder.Build();
    app.UseProblems();
    app.UseRateLimiter();
    app.UsePage();
    app.MapDefaultEndpoints();
    app.MapChat();
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (error is SettingException or SocketException or IOException { InnerException: AddressInUseException })
{
    // What it was told cannot be done: a setting, or an address that another program has or that is not this machine's.
    await Console.Error.WriteLineAsync(error is SettingException ? error.Message : $"Cannot serve where ASPNETCORE_URLS says: {error.Message}");
    return 2;
}
