using Hub.Api.Cli;

return await Verbs.RunAsync(args);
