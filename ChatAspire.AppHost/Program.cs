using ChatAspire.AppHost;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Configuration;

//  browser ──► chat-a 127.18.0.11:5000 ──┐
//                                        ├──► redis 127.18.0.100:6379        traces, metrics, logs ──► dashboard
//  browser ──► chat-b 127.18.0.22:5000 ──┘
//
//  --lab, aspire deploy, aspire destroy:   host-a ◄── VXLAN ──► host-b


try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var options = AppHostOptions.Parse(args, builder.Configuration.GetConnectionString(RedisResources.ConnectionName));
    if (options.Help)
    {
        Console.WriteLine(AppHostOptions.Usage);
        return 0;
    }

    var lab = LabSpec.Load(options.LabFile ?? Path.GetFullPath("../lab.json", builder.AppHostDirectory));
    if (options.Lab || builder.ExecutionContext.IsPublishMode)
    {
        await builder.AddLabAsync(LabSession.Create(lab, options.Hosts, () => new Ec2Options()));
        await builder.Build().RunAsync();
        return 0;
    }

    var places = Places.Of(lab);
    Preflight.Check(places, options.Redis, name => builder.Configuration[name]);
    if (places.Note is { } note)
    {
        Console.WriteLine(note);
    }

    var redis = builder.AddRedis(options.Redis, places.Redis, lab);
    foreach (var place in places.Chat)
    {
        builder.AddProject(place.Name, "../ChatAspire.Web/ChatAspire.Web.csproj", launchProfileName: null)
            .WithHttpEndpoint(port: place.Port, targetPort: place.Port, name: "http", isProxied: false)
            .WithEndpoint("http", endpoint => endpoint.TargetHost = place.Host)
            .WithUrlForEndpoint("http", url => url.DisplayText = "the chat")
            .WithHttpHealthCheck("/health")
            .WithEnvironment("Chat__Node", place.Name)
            .WithEnvironment("Chat__Address", place.Host)
            .WithEnvironment("Chat__DashboardUrl", builder.Configuration["ASPNETCORE_URLS"])
            .WithReference(redis, RedisResources.ConnectionName)
            .WaitFor(redis);
    }

    await builder.Build().RunAsync();
    return 0;
}
catch (Exception e) when (e is CannotStartException or UserErrorException)
{
    Console.Error.WriteLine(Trouble.Of(e));
    return 2;
}
