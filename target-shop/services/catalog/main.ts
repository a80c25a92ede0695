import { createService } from '../../kit/create-service.ts';
import { catalog } from './routes.ts';

await createService(catalog);
