namespace Hub.Domain;
